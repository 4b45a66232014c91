import { afterEach, expect, it, vi } from 'vitest';
import { registerServiceWorker, type Surroundings } from './register-service-worker.ts';

function surroundings(change: Partial<Surroundings> & { controls?: boolean } = {}) {
  const kept = new Map<string, string>();
  const reload = vi.fn();
  const register = vi.fn(async () => ({}) as ServiceWorkerRegistration);
  const container = {
    register,
    controller: change.controls === false ? null : ({ postMessage: vi.fn() } as unknown as ServiceWorker),
    addEventListener: vi.fn(),
    startMessages: vi.fn(),
  };
  const around: Surroundings = {
    container,
    entry: 'https://host.test/tiller/assets/index-1.js',
    crossOriginIsolated: false,
    session: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    baseUrl: 'https://host.test/tiller/index.html#p=1',
    reload,
    ...change,
  };
  return { around, reload, register, container };
}

afterEach(() => vi.useRealTimers());

it('registers beside the page and reloads once when the page is not isolated', async () => {
  const { around, reload, register } = surroundings();
  await registerServiceWorker(around);
  expect(register).toHaveBeenCalledWith(new URL('https://host.test/tiller/service-worker.js'), { updateViaCache: 'none' });
  expect(reload).toHaveBeenCalledTimes(1);
  await registerServiceWorker(around);
  expect(reload).toHaveBeenCalledTimes(1);
  // Another site of the same origin, in the same tab.
  await registerServiceWorker({ ...around, baseUrl: 'https://host.test/other/index.html' });
  expect(reload).toHaveBeenCalledTimes(2);
});

it('does not reload a page that is isolated, nor one whose session cannot be written', async () => {
  const fine = surroundings({ crossOriginIsolated: true });
  await registerServiceWorker(fine.around);
  expect(fine.reload).not.toHaveBeenCalled();
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const refused = surroundings({ session: { getItem: refuse, setItem: refuse } });
  await registerServiceWorker(refused.around);
  expect(refused.reload).not.toHaveBeenCalled();
});

it('goes on without a service worker where there is none, where it is refused, and where it does not take control', async () => {
  await registerServiceWorker(surroundings({ container: undefined }).around);
  const refused = surroundings();
  refused.register.mockRejectedValueOnce(new DOMException('no', 'SecurityError'));
  await registerServiceWorker(refused.around);
  expect(refused.reload).not.toHaveBeenCalled();
  vi.useFakeTimers();
  const slow = surroundings({ controls: false });
  const done = registerServiceWorker(slow.around);
  await vi.advanceTimersByTimeAsync(10_000);
  await done;
  expect(slow.reload).not.toHaveBeenCalled();
});

it('waits for the service worker to take control', async () => {
  const { around, container, reload } = surroundings({ controls: false });
  const done = registerServiceWorker(around);
  const listener = () => container.addEventListener.mock.calls.find(([kind]) => kind === 'controllerchange')?.[1];
  await vi.waitFor(() => expect(listener()).toBeDefined());
  listener()();
  await done;
  expect(reload).toHaveBeenCalledTimes(1);
});

it('tells the service worker that it started, and which build it is of when asked', async () => {
  const { around, container } = surroundings({ crossOriginIsolated: true });
  await registerServiceWorker(around);
  expect(container.controller?.postMessage).toHaveBeenCalledWith({ kind: 'page-started' });
  const answer = container.addEventListener.mock.calls.find(([kind]) => kind === 'message')?.[1];
  const port = { postMessage: vi.fn() };
  answer({ data: { kind: 'which-build' }, ports: [port] });
  expect(port.postMessage).toHaveBeenCalledWith('https://host.test/tiller/assets/index-1.js');
});
