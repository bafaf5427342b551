#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { root } from './run.mjs';

// Standard output is for the result alone: what has to be installed or built first is told on the other one.
await prepare({ output: process.stderr });
process.setSourceMapsEnabled(true);
// In this very process, so that Ctrl-C comes to the tool and nothing in between.
await import(pathToFileURL(join(root, 'dist', 'ops', 'src', 'main.js')).href);
