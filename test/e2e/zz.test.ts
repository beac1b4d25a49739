import './factor.ts';
