/** Episodes on a port: HTTP and WebSocket, the broom for what is idle, the end. What is open stays on disk. */
import { WebSocketServer } from 'ws';
import type { Sandbox } from '../sandbox.ts';
import type { Episodes } from '../train/episodes.ts';
import { episodesApp, strangerTo } from './episodes-app.ts';
import type { EpisodeMetrics } from './episodes-metrics.ts';
import { serveOpenEnv } from './episodes-openenv.ts';
import { checkAddress, listen } from './port.ts';

export interface ServeEpisodesOptions {
  /** It is the caller's to close, after the server. */
  readonly episodes: Episodes;
  readonly sandbox: Pick<Sandbox, 'name' | 'environment'>;
  readonly metrics: EpisodeMetrics;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly token?: string;
  readonly version: string;
}

export interface EpisodeServer extends AsyncDisposable {
  readonly url: string;
  /** Takes no more requests, answers those that it has. */
  drain(): Promise<void>;
}

const SWEEP_SECONDS = 60;
const MESSAGE_BYTES = 32e6;

/** @throws UserError when it can't listen there, or would to strangers */
export async function serveEpisodes(options: ServeEpisodesOptions): Promise<EpisodeServer> {
  const { episodes, host, token } = options;
  checkAddress(host, token);
  let draining = false;
  const app = episodesApp({ ...options, draining: () => draining });
  const port = await listen(app.fetch, options);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, perMessageDeflate: false });
  port.server.on('upgrade', (request, socket, head) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const stranger = strangerTo(options, path, (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    });
    const status = stranger?.status ?? (path === '/ws' ? (draining ? 503 : null) : 404);
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serveOpenEnv(opened, episodes));
  });
  const broom = setInterval(() => void episodes.expire().catch(() => {}), SWEEP_SECONDS * 1000);
  broom.unref();
  /** Its connections count as the server's; a close is sent after what they are owed. */
  const hangUp = () => {
    for (const socket of sockets.clients) socket.close(1012, 'the server is being stopped');
  };

  return {
    url: port.url,
    drain: async () => {
      draining = true;
      const drained = port.drain();
      const waiting = setInterval(() => {
        if (episodes.counts().underWay === 0) hangUp();
      }, 50);
      await drained;
      clearInterval(waiting);
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(broom);
      for (const socket of sockets.clients) socket.terminate();
      await port[Symbol.asyncDispose]();
    },
  };
}
