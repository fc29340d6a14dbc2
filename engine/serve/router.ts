import { artifactsProcedures } from './procedures/artifacts.ts';
import { attestationsProcedures, signingProcedures, trustProcedures } from './procedures/attestations.ts';
import { componentsProcedures } from './procedures/components.ts';
import { diffProcedures } from './procedures/diff.ts';
import { evidenceProcedures } from './procedures/evidence.ts';
import { exportProcedures } from './procedures/export.ts';
import { filesProcedures } from './procedures/files.ts';
import { housekeepingProcedures } from './procedures/housekeeping.ts';
import { imageProcedures } from './procedures/image.ts';
import { jobsProcedures, scanProcedures } from './procedures/jobs.ts';
import { layersProcedures } from './procedures/layers.ts';
import { libraryProcedures } from './procedures/library.ts';
import { linksProcedures, traceProcedures } from './procedures/start.ts';
import { settingsProcedures } from './procedures/settings.ts';
import { usageProcedures } from './procedures/usage.ts';
import { about } from './procedures/about.ts';
import { router } from './trpc.ts';

/** The console's API. Inputs are checked here; outputs are plain values of `shared/model` (pinned by `router.test.ts`). */
export const appRouter = router({
  about,
  artifacts: artifactsProcedures,
  attestations: attestationsProcedures,
  components: componentsProcedures,
  diff: diffProcedures,
  evidence: evidenceProcedures,
  export: exportProcedures,
  files: filesProcedures,
  housekeeping: housekeepingProcedures,
  image: imageProcedures,
  jobs: jobsProcedures,
  layers: layersProcedures,
  library: libraryProcedures,
  links: linksProcedures,
  scan: scanProcedures,
  settings: settingsProcedures,
  signing: signingProcedures,
  trace: traceProcedures,
  trust: trustProcedures,
  usage: usageProcedures,
});

/** What the renderer imports, as a type alone. */
export type AppRouter = typeof appRouter;
