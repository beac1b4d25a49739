// One attack of the siege, in a process of its own and at a lower priority: an attacker has a machine of its own.
// Prints how it was answered.
import { setPriority } from 'node:os';
import { arm, type Aim } from './siege-attacks.ts';

const [name = '', aim = ''] = process.argv.slice(2);
setPriority(15);
const { attacks, outcomes } = arm(JSON.parse(aim) as Aim);
await attacks[name]!();
console.log(JSON.stringify(outcomes));
process.exit();
