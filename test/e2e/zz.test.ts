import './payments.ts';
import './leaks.ts';
