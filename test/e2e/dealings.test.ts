// The walks of what customers and the company settle with each other; the others are in portal.test.ts and screens.test.ts.
import './service.ts';
import './ordering.ts';
import './quotes.ts';
import './payments.ts';
import './freight.ts';
import './interruptions.ts';
import './leaks.ts';
