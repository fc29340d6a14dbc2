import * as electron from 'electron/main';
import { Desktop } from './desktop.ts';

new Desktop(electron, { platform: process.platform, argv: process.argv, folder: process.cwd() }).start();
