import { orders } from './orders.ts';
import { portal } from './portal.ts';
import { sync } from './sync.ts';

/** Every endpoint of the API, by method and path. Types of this reach the browser, values never. */
export const endpoints = { ...portal, ...orders, ...sync };
export type Endpoints = typeof endpoints;
