import {
  Handle,
  type Edge,
  type Node,
  type NodeProps,
  Panel,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Hop } from '#shared/model/entry-trace.ts';
import { wordsText } from '#shared/text/words.ts';
import { text } from '../../text/en.ts';
import { IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { layOut, MOST_DRAWN, NODE } from './graph-layout.ts';
import { hopIcon } from './hop-looks.tsx';
import './hop-graph.css';

type GraphProps = Readonly<{ hops: readonly Hop[]; chosen: string | null; onChoose: (id: string) => void }>;
type HopNode = Node<{ hop: Hop }, 'hop'>;

const Choice = createContext<Omit<GraphProps, 'hops'>>({ chosen: null, onChoose: () => undefined });

const nodeTypes = { hop: StepNode };

/** The kit's own instructions are about selecting and deleting, which nobody can do here. */
const NO_INSTRUCTIONS = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
};

/** Steps as a drawing, from left to right: a view of the list, which has the same steps in the same order. */
export function HopGraph({ hops, chosen, onChoose }: GraphProps): ReactNode {
  const { placed, edges } = useMemo(() => layOut(hops), [hops]);
  const nodes = useMemo(
    () =>
      placed.map(({ hop, x, y }): HopNode => ({
        id: hop.id,
        type: 'hop',
        position: { x, y },
        data: { hop },
        ...NODE,
        // Known beforehand, so nothing has to be measured before it is drawn.
        measured: NODE,
        handles: [
          { type: 'target', position: Position.Left, x: 0, y: NODE.height / 2, width: 1, height: 1 },
          { type: 'source', position: Position.Right, x: NODE.width, y: NODE.height / 2, width: 1, height: 1 },
        ],
      })),
    [placed],
  );
  const lines = useMemo(() => {
    const byId = new Map(placed.map(({ hop }) => [hop.id, hop]));
    return edges.map(([source, target]): Edge => ({
      id: `${source} ${target}`,
      source,
      target,
      className: `edge-${byId.get(target)?.status ?? 'taken'}`,
      // The list says which step leads to which, in words; a line has only ids to say it with.
      ariaRole: 'presentation',
      domAttributes: { 'aria-hidden': true },
    }));
  }, [placed, edges]);
  const choice = useMemo(() => ({ chosen, onChoose }), [chosen, onChoose]);
  return (
    <>
      {hops.length > MOST_DRAWN ? (
        <p className="text-2 graph-notice">{text.start.drawn(MOST_DRAWN, hops.length)}</p>
      ) : null}
      <div className="hop-graph" role="group" aria-label={text.start.graph}>
        <Choice value={choice}>
          <ReactFlowProvider>
            <ReactFlow
              nodes={nodes}
              edges={lines}
              nodeTypes={nodeTypes}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              deleteKeyCode={null}
              selectionKeyCode={null}
              multiSelectionKeyCode={null}
              disableKeyboardA11y
              ariaLabelConfig={NO_INSTRUCTIONS}
              minZoom={0.2}
              maxZoom={2}
              defaultViewport={{ x: 16, y: 16, zoom: 1 }}
              fitView
              fitViewOptions={FIT}
              // The kit's own notice is a link out of the window.
              proOptions={{ hideAttribution: true }}
            >
              <ZoomButtons />
              <Follow chosen={chosen} />
            </ReactFlow>
          </ReactFlowProvider>
        </Choice>
      </div>
    </>
  );
}

function StepNode({ data: { hop } }: NodeProps<HopNode>): ReactNode {
  const { chosen, onChoose } = useContext(Choice);
  const { id, kind, status, argv, path, line, reason } = hop;
  const name = path?.split('/').at(-1) ?? wordsText(argv);
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button
        type="button"
        className="graph-node nopan"
        data-status={status}
        data-unknown={reason === undefined ? undefined : true}
        aria-pressed={id === chosen}
        onClick={() => onChoose(id)}
      >
        <span className="graph-name">
          <Icon of={hopIcon(hop)} size={14} />
          <span className="ellipsis">
            <Foreign text={name} mono />
          </span>
        </span>
        <span className="graph-meta ellipsis">
          {text.start.kinds[kind]}
          {line === null ? '' : ` ${text.start.place(line)}`} · {text.start.statuses[status]}
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}

function ZoomButtons(): ReactNode {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <Panel position="bottom-right" className="graph-buttons">
      <IconButton small icon={ZoomIn} label={text.start.zoomIn} onClick={() => void zoomIn()} />
      <IconButton small icon={ZoomOut} label={text.start.zoomOut} onClick={() => void zoomOut()} />
      <IconButton
        small
        icon={Maximize2}
        label={text.start.fit}
        onClick={() => void fitView({ maxZoom: 1, padding: 0.04 })}
      />
    </Panel>
  );
}

/** The whole graph, as long as its steps can be told apart. */
const FIT = { maxZoom: 1, minZoom: 0.5, padding: 0.04 } as const;

/** Pixels before the first step of a graph that is wider than its box. */
const EDGE = 8;

/** Brings a step that was chosen elsewhere into sight; what is in sight stays where it is. A new size shows the whole again. */
function Follow({ chosen }: Readonly<{ chosen: string | null }>): ReactNode {
  const { fitView, getNode, getNodes, getNodesBounds, getViewport, setCenter, setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const size = useRef('');
  useEffect(() => {
    if (width === 0 || height === 0) return;
    const follow = (): void => {
      const node = chosen === null ? undefined : getNode(chosen);
      if (!node) return;
      const { x, y, zoom } = getViewport();
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const inSight = left >= 0 && top >= 0 && left + NODE.width * zoom <= width && top + NODE.height * zoom <= height;
      if (!inSight) void setCenter(node.position.x + NODE.width / 2, node.position.y + NODE.height / 2, { zoom });
    };
    if (size.current === `${width} ${height}`) follow();
    else {
      size.current = `${width} ${height}`;
      void fitView(FIT).then(async () => {
        const bounds = getNodesBounds(getNodes());
        const { y, zoom } = getViewport();
        // More than there is room for is shown from where it starts.
        if (bounds.width * zoom > width) await setViewport({ x: EDGE - bounds.x * zoom, y, zoom });
        follow();
      });
    }
  }, [chosen, width, height, fitView, getNode, getNodes, getNodesBounds, getViewport, setCenter, setViewport]);
  return null;
}
