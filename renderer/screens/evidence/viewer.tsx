import type { EvidenceBytes, PathCopy } from '#shared/model/evidence-bytes.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronsDown, ChevronsUp, Copy, EyeOff, Locate, OctagonX, Quote, ShieldCheck } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { useOverview } from '../../data/use-image.ts';
import { useLive } from '../../data/use-live.ts';
import { announce } from '../../state/announcer.ts';
import { citationStore } from '../../state/citation-store.ts';
import { text } from '../../text/en.ts';
import { hiddenCount } from '../../text/visible-text.ts';
import { Button, IconButton, Tip } from '../../ui/kit/button.tsx';
import { copyText } from '../../ui/kit/copy.tsx';
import { Path } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { MenuButton } from '../../ui/kit/menu.tsx';
import { Empty, NoteLine, Progress } from '../../ui/kit/states.tsx';
import { citationOf, printCitation, type Cited } from '#shared/text/citation.ts';
import { looksLikeText } from '#shared/text/looks-like-text.ts';
import { citedBytes, fromBase64, hexOf, insideWindow, joinRanges, rangeOfLine, toBase64 } from './cited-lines.ts';
import { GoToByte } from './go-to-byte.tsx';
import { HexView } from './hex-view.tsx';
import { TextView } from './text-view.tsx';
import { DecodedView } from './decoded-view.tsx';
import { Compare, LayerPicker } from './layer-copies.tsx';
import { ByteClaims, UsedBy, type ClickedByte } from './used-by.tsx';
import type { Exhibit } from './use-evidence.ts';

/** Bytes around the cited ones that are read with them. */
const CONTEXT = 16 * 1024;

/** Bytes shown before a decoded field. */
const LEAD = 64;

const MODES = ['text', 'hex', 'decoded', 'usedBy'] as const;
type ViewMode = (typeof MODES)[number];

type ViewerProps = Readonly<{
  imageId: ImageId;
  cited: Cited['subject'];
  exhibit: Exhibit;
  /** Shows another layer's copy of the path. */
  onCopy: (copy: PathCopy) => void;
}>;

/** The bytes that a proof cites, highlighted in their surroundings. Text or hex; nothing of it is ever interpreted. */
export function Viewer({ imageId, cited, exhibit, onCopy }: ViewerProps): ReactNode {
  const trpc = useTRPC();
  const { overview } = useOverview(imageId);
  const [at, setAt] = useState<number | null>(null);
  const [mode, setMode] = useState<ViewMode | null>(null);
  // A decoded field's bytes, while they are looked at in place of the cited ones.
  const [marked, setMarked] = useState<readonly ByteRange[] | null>(null);
  const [clicked, setClicked] = useState<ClickedByte | null>(null);
  const [old, setOld] = useState<PathCopy | null>(null);
  const { locator } = exhibit;
  const read = useQuery(
    trpc.evidence.read.queryOptions(
      {
        imageId,
        locator: {
          ...locator,
          container: [...locator.container],
          segments: locator.segments.map((segment) => ({ ...segment })),
        },
        context: CONTEXT,
        ...(at === null ? {} : { at }),
      },
      { placeholderData: keepPreviousData },
    ),
  );
  // A whole file is looked at, not cited: nothing of it stands out.
  const found = useMemo(
    () =>
      read.data?.state === 'bytes' && exhibit.evidence === null
        ? { ...read.data, segments: [], lines: null }
        : read.data,
    [read.data, exhibit.evidence],
  );
  const { line } = exhibit;
  const data = useMemo(() => (found?.state === 'bytes' ? fromBase64(found.base64) : null), [found]);
  // A line that was asked for stands out in the text; it is no claim, so that hash and citation stay those of the file.
  const shown = useMemo(() => {
    if (found?.state === 'bytes' && marked !== null)
      return { ...found, segments: insideWindow(marked, found.window), lines: null };
    if (found?.state !== 'bytes' || data === null || line === undefined) return found;
    const range = rangeOfLine(data, found.firstLine ?? (found.window.from === 0 ? 1 : null), line);
    return range
      ? { ...found, firstLine: found.firstLine ?? 1, segments: [range], lines: [{ from: line, to: line }] }
      : found;
  }, [found, data, line, marked]);
  const about = useQuery(trpc.about.queryOptions());
  const cite = (): void => {
    if (!overview || !about.data) return;
    const image = { id: imageId, layers: overview.layers.length, scannedAtMs: overview.image.scannedAtMs };
    const proof = exhibit.evidence ? { evidence: exhibit.evidence } : { evidence: null, locator };
    const citation = citationOf({ subject: cited, image, toolVersion: about.data.version, bytes: found, ...proof });
    void copyText(printCitation(citation), text.evidence.citation);
  };
  const citeRef = useRef(cite);
  citeRef.current = cite;
  // The command of the same name works from anywhere in the window.
  useEffect(() => {
    const run = (): void => citeRef.current();
    citationStore.set(() => run);
    return () => citationStore.set((before) => (before === run ? null : before));
  }, []);
  const lines = shown?.state === 'bytes' && shown.lines ? text.evidence.lineList(joinRanges(shown.lines)) : '';
  useEffect(() => {
    if (lines !== '') announce(lines);
  }, [lines]);
  const onByte = (place: number, inLine: number | null): void => {
    if (found?.state === 'bytes') setClicked({ at: found.window.from + place, line: inLine });
  };
  const onShow = (ranges: readonly ByteRange[]): void => {
    setMode(null);
    setMarked(ranges);
    setAt(Math.max(0, (ranges[0]?.from ?? 0) - LEAD));
  };
  const shownAs: ViewMode = mode ?? (data && !looksLikeText(data) ? 'hex' : 'text');
  const asBytes = old === null && (shownAs === 'text' || shownAs === 'hex');
  return (
    <div className="viewer">
      <div className="viewer-head">
        <span className="viewer-path">
          <Path text={`/${[locator.path, ...locator.container].join('!')}`} />
        </span>
        <LayerPicker imageId={imageId} locator={locator} onCopy={onCopy} onCompare={setOld} />
        {lines === '' ? null : <span className="text-2 figures viewer-lines ellipsis">{lines}</span>}
        {found?.state === 'bytes' ? <Hash found={found} /> : null}
        <span className="dock-gap" />
        <div className="segments" role="group" aria-label={text.evidence.mode}>
          {MODES.map((value) => (
            <button
              key={value}
              type="button"
              aria-pressed={shownAs === value && old === null}
              onClick={() => {
                setOld(null);
                setMode(value);
              }}
            >
              {value === 'text' || value === 'hex' ? text.evidence[value] : text.viewer[value]}
            </button>
          ))}
        </div>
        {found?.state === 'bytes' && data ? (
          <>
            <IconButton
              small
              icon={Locate}
              label={text.evidence.jump}
              onClick={() => {
                setMarked(null);
                setAt(locator.segments[0]?.from ?? 0);
              }}
            />
            <CopyMenu data={data} found={found} />
          </>
        ) : null}
        <Button icon={Quote} disabled={!overview || !about.data} onClick={cite}>
          {text.evidence.cite}
        </Button>
      </div>
      {old ? <Compare imageId={imageId} locator={locator} old={old} onClose={() => setOld(null)} /> : null}
      {shownAs === 'decoded' && !old ? <DecodedView imageId={imageId} locator={locator} onShow={onShow} /> : null}
      {shownAs === 'usedBy' && !old ? (
        <UsedBy imageId={imageId} locator={locator} cites={exhibit.evidence !== null && locator.segments.length > 0} />
      ) : null}
      {asBytes && read.error ? (
        <Empty icon={OctagonX} title={text.evidence.failed}>
          <p>{failureWords(read.error)}</p>
          <Button onClick={() => void read.refetch()}>{text.actions.retry}</Button>
        </Empty>
      ) : null}
      {asBytes && found === undefined && !read.error ? <Waiting /> : null}
      {asBytes && found?.state === 'evicted' ? (
        <Empty icon={EyeOff} title={text.evidence.evicted[found.reason]}>
          <p className="text-2">{found.detail}</p>
          <p className="text-2">
            {text.evidence.keptHash} <code>{found.sha256}</code>
          </p>
        </Empty>
      ) : null}
      {asBytes && shown?.state === 'bytes' && found?.state === 'bytes' && data ? (
        <>
          {line !== undefined && shown === found ? (
            <NoteLine kind="plain">{text.usage.lineBehind(line)}</NoteLine>
          ) : null}
          <Notes data={data} absence={locator.kind === 'absence'} shownAs={shownAs} />
          {shownAs === 'text' ? (
            <TextView
              data={data}
              found={shown}
              path={locator.path}
              focused={shown !== found && exhibit.keepFocus !== true}
              stops={exhibit.stops}
              onByte={onByte}
            />
          ) : (
            <HexView data={data} found={shown} path={locator.path} onByte={onByte} />
          )}
          {clicked ? (
            <ByteClaims imageId={imageId} locator={locator} clicked={clicked} onClose={() => setClicked(null)} />
          ) : null}
          <WindowFoot found={found} onMove={setAt} />
        </>
      ) : null}
    </div>
  );
}

type Shown = Extract<EvidenceBytes, { state: 'bytes' }>;

function Hash({ found }: Readonly<{ found: Shown }>): ReactNode {
  const { equal, claimed } = found.sha256;
  return (
    <Tip text={`${equal ? text.evidence.hashEqual : text.evidence.hashDiffers}: sha256 ${claimed}`}>
      <span className="hash" data-equal={equal} tabIndex={0} role="note">
        <Icon of={equal ? ShieldCheck : OctagonX} size={13} />
        <span>{equal ? text.evidence.hashShort : text.evidence.hashDiffersShort}</span>
      </span>
    </Tip>
  );
}

function CopyMenu({ data, found }: Readonly<{ data: Uint8Array; found: Shown }>): ReactNode {
  const cited = (): Uint8Array => citedBytes(data, found.segments);
  const names = text.evidence.copyBytes;
  const entry = (id: keyof typeof names, value: () => string) => ({
    id,
    label: text.copy.action(names[id]),
    run: () => void copyText(value(), names[id]),
  });
  return (
    <MenuButton
      label={text.evidence.copyMenu}
      groups={[
        {
          entries: [
            entry('text', () => new TextDecoder().decode(cited())),
            entry('hex', () => hexOf(cited())),
            entry('base64', () => toBase64(cited())),
            entry('sha256', () => found.sha256.found),
          ],
        },
      ]}
    >
      <button
        type="button"
        className="icon-button"
        data-small
        aria-label={text.evidence.copyMenu}
        title={text.evidence.copyMenu}
      >
        <Icon of={Copy} size={14} />
      </button>
    </MenuButton>
  );
}

type NotesProps = Readonly<{ data: Uint8Array; absence: boolean; shownAs: ViewMode }>;

function Notes({ data, absence, shownAs }: NotesProps): ReactNode {
  const hidden = useMemo(() => (looksLikeText(data) ? hiddenCount(new TextDecoder().decode(data)) : 0), [data]);
  if (!absence && (hidden === 0 || shownAs === 'hex')) return null;
  return (
    <div className="viewer-notes">
      {absence ? <NoteLine kind="plain">{text.evidence.absence}</NoteLine> : null}
      {hidden > 0 && shownAs === 'text' ? <NoteLine kind="caution">{text.evidence.hidden(hidden)}</NoteLine> : null}
    </div>
  );
}

function WindowFoot({ found, onMove }: Readonly<{ found: Shown; onMove: (at: number) => void }>): ReactNode {
  const { window: place, size } = found;
  if (place.from === 0 && place.to >= size)
    return <p className="viewer-foot text-3 figures">{text.evidence.whole(size)}</p>;
  return (
    <div className="viewer-foot text-3 figures">
      {text.evidence.window(place.from, place.to, size)}
      <IconButton
        small
        icon={ChevronsUp}
        label={text.evidence.earlier}
        disabled={place.from === 0}
        onClick={() => onMove(Math.max(0, place.from - 1))}
      />
      <IconButton
        small
        icon={ChevronsDown}
        label={text.evidence.later}
        disabled={place.to >= size}
        onClick={() => onMove(place.to)}
      />
      <GoToByte size={size} onGo={onMove} />
    </div>
  );
}

function Waiting(): ReactNode {
  const reading = useLive((live) => live.reading);
  const words = reading
    ? text.evidence.readingLayer(reading.layerIndex, reading.bytesIn, reading.total)
    : text.evidence.loading;
  return (
    <div className="viewer-waiting" aria-busy="true">
      <p className="text-2">{words}</p>
      <Progress
        label={words}
        done={reading?.bytesIn ?? 0}
        total={reading && reading.total > 0 ? reading.total : null}
      />
    </div>
  );
}
