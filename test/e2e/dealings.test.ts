// The walks of what customers and the company settle with each other; the others are in portal.test.ts and screens.test.ts.
// Runs alone: it sets a stage of its own, and takes longest.
import './service.ts';
import './ordering.ts';
import './quotes.ts';
import './payments.ts';
import './freight.ts';
import './interruptions.ts';
import './leaks.ts';
