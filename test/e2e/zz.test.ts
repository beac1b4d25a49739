import './journey.ts';
