/** A bare sip.js page: registers, and shows one word when it rings. What `bench/ring` is compared with. */
import { Registerer, UserAgent } from 'sip.js';

const parameters = new URLSearchParams(window.location.hash.slice(1));
const take = (name: string) => parameters.get(name) ?? '';
const state = document.getElementById('state');
const uri = UserAgent.makeURI(`sip:${take('username')}@${take('domain')}`);
if (!uri || !state) throw new Error('The page was opened without an account.');

const agent = new UserAgent({
  uri,
  authorizationUsername: take('username'),
  authorizationPassword: take('password'),
  transportOptions: { server: take('server') },
  logBuiltinEnabled: false,
  delegate: {
    onInvite: (invitation) => {
      state.textContent = 'ringing';
      requestAnimationFrame(() => performance.mark('ring-visible'));
      invitation.stateChange.addListener(() => {
        if (invitation.state === 'Terminated') state.textContent = 'waiting';
      });
    },
  },
});
await agent.start();
await new Registerer(agent).register();
document.title = 'registered';
