// The page at /ccp-v2/, by itself or within a page written for Amazon Connect Streams.

import { Agent } from '../agent/agent.ts';
import { connectFrame } from '../conduit/framed.ts';
import { mount } from './desk.ts';

const agent = new Agent();
mount(agent, document.querySelector('#app')!);
void connectFrame(agent);
agent.start();
