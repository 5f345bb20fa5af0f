/** The thread of the reference: a layer takes it up to seconds, and nothing else must wait for that. */
import { expose } from 'comlink';
import { Checker } from './checker.ts';

expose(new Checker());
