import { eventually } from '@sportello/event-sourcing/testing';
import { ServerNode } from './server-node';

const NODES = 3;
const ELECTION_MS = 60_000;
/** Nodes that share a busy machine think each other dead too soon with the 700 ms of the server's own. */
const PATIENCE = ['--replication-heartbeat-timeout=5000', '--replication-heartbeat-interval=2000'];

/** Three nodes of a real EventStoreDB on the loopback, without TLS. */
export class RealCluster {
  private constructor(readonly nodes: readonly ServerNode[]) {}

  static async start(executable: string): Promise<RealCluster> {
    const nodes: ServerNode[] = [];
    for (let node = 0; node < NODES; node += 1) nodes.push(await ServerNode.place(executable));
    const cluster = new RealCluster(nodes);
    try {
      for (const node of nodes) cluster.startNode(node);
      await cluster.whole();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get url(): string {
    return `esdb://${this.nodes.map(({ address }) => address).join(',')}?tls=false&nodePreference=leader`;
  }

  /** The node that leads, once one does and can be asked. */
  async leader(): Promise<ServerNode> {
    return eventually(
      async () => {
        const states = await Promise.all(this.nodes.map(async (node) => (await node.info())?.state));
        return this.nodes[states.indexOf('leader')];
      },
      undefined,
      ELECTION_MS,
    );
  }

  startNode(node: ServerNode): void {
    const others = this.nodes.filter((each) => each !== node).map(({ address }) => address);
    const members = [`--cluster-size=${NODES}`, '--discover-via-dns=false', `--gossip-seed=${others.join(',')}`];
    node.start(['--insecure', ...PATIENCE, ...members]);
  }

  /** Waits until every node leads or follows. */
  async whole(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.reach(['leader', 'follower'])));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()));
  }
}
