import { GiB, KiB, MiB } from '#shared/model/units.ts';

/**
 * Every bound on hostile input, with one reason each. They count bytes, records and depth, never seconds: a result may not
 * depend on how fast the machine is.
 */
export const limits = {
  /** Linux PATH_MAX: no engine can unpack a longer path. */
  pathBytes: 4096,
  /** Linux NAME_MAX. */
  nameBytes: 255,
  /** Real trees stay below 60; 4,096 bytes of path allow 2,048. */
  pathDepth: 2048,
  /** Linux MAXSYMLINKS. */
  symlinkHops: 40,
  /** Twice the largest image that the memory budget is tested with. */
  layerEntries: 2_000_000,
  /** Names and link targets of one layer, in memory: a million real ones take some 80 MiB. */
  layerNameBytes: 192 * MiB,
  /** Extended attributes of one layer, in memory: real layers have a few capabilities of 20 bytes. */
  layerXattrBytes: 32 * MiB,
  /** PAX records carry names and xattrs; xattr values are at most 64 KiB each on Linux. */
  paxBytes: 1 * MiB,
  /** GNU sparse maps of real files have a few hundred pieces. */
  sparsePieces: 65_536,
  /** Disk images in layers are below this. */
  sparseFileBytes: 64 * GiB,
  /** Inflated size of one layer. The largest public images have layers of some 40 GiB. */
  layerBytes: 256 * GiB,
  /** Real layers stay below 30:1 as a whole, deflate itself ends at 1,032:1. A stream beyond this ratio *and* beyond
   * `ratioFloorBytes` is taken for a bomb. The same holds for the holes of a layer's sparse files, which cost a second per GiB. */
  inflateRatio: 200,
  /** Small layers of zeros (an empty disk image, a preallocated file) are legitimate. */
  ratioFloorBytes: 1 * GiB,
  /** Members of an outer archive: an OCI layout has a few per layer. */
  archiveMembers: 100_000,
  /** `docker save` needs one hop, podman's copies of such archives two. */
  archiveLinkHops: 8,
  /** A compressed archive is inflated to the temporary folder; whole images above this would not fit on most machines' disks. */
  spoolBytes: 256 * GiB,
  /** Largest real manifests and configs are below 1 MiB. */
  jsonBytes: 16 * MiB,
  /** JSON.parse recurses; manifests and configs nest six deep. */
  jsonDepth: 64,
  /** Manifests and configs of one source together; the largest multi-platform layouts have some 2 MiB. */
  descriptionBytes: 256 * MiB,
  /** Nested indexes (OCI image-spec allows any depth). */
  indexDepth: 4,
  indexEntries: 10_000,
  /** More layers than any engine mounts (overlayfs: 500, Docker: 127). */
  layersPerImage: 1024,
  /** What is kept of a file for analyzers, in memory, before it goes to a temporary file. */
  keepInMemoryBytes: 32 * MiB,
  /** Largest package database of a real image is near 300 MiB. */
  databaseBytes: 1 * GiB,
  /** Scripts and loader configuration that later stages may read by path. */
  sourceBytes: 1 * MiB,
  /** Text databases: longest line seen in a real dpkg status is 90 KiB. */
  lineBytes: 4 * MiB,
  /** rpm's own bound on the index entries of a header. */
  rpmIndexEntries: 65_535,
  /** rpm's own bound on a header's data. */
  rpmHeaderBytes: 256 * MiB,
  /** One text of an rpm header: summaries and licences of real packages stay below 32 KiB. */
  rpmTextBytes: 1 * MiB,
  /** Real packages list up to 150,000 files; no list that is read has more elements than there are files. */
  rpmFilesPerPackage: 2_000_000,
  /** Path text of all files of one rpm database: directory names are shared, so a small header can state huge lists. A
   * workstation's 400,000 files need 40 MiB. */
  rpmPathBytes: 256 * MiB,
  /** SQLite's own bound on the depth of a b-tree (BTCURSOR_MAX_DEPTH). */
  sqliteDepth: 20,
  /** SQLite's own bound on the columns of a table (SQLITE_MAX_COLUMN). */
  sqliteColumns: 32_767,
  /** SQLite's own default bound on a statement (SQLITE_MAX_SQL_LENGTH); it bounds the text of CREATE TABLE. */
  sqliteStatementBytes: 1_000_000,
  /** Text package databases: the largest real one is near 10 MiB, and V8 cannot make one string of 512 MiB. */
  textDatabaseBytes: 128 * MiB,
  /** Packages in one database: a full Debian archive has some 60,000. */
  packagesPerDatabase: 200_000,
  /** Fields of one stanza: real ones have below 60. */
  stanzaFields: 10_000,
  /** Files that one database or list names: as many as an image may have entries. */
  listedFiles: 2_000_000,
  /** Machine-readable copyright files of the largest source trees are near 3 MiB. */
  copyrightBytes: 8 * MiB,
  /** One package's own metadata file; the longest real ones carry a read-me of some 300 KiB. */
  packageMetadataBytes: 16 * MiB,
  /** Licences that one package declares: real ones have below 20. */
  declaredLicences: 1000,
  /** Specifications of gems with thousands of listed files keep them on one line. */
  gemspecLines: 100_000,
  /** Programs and libraries whose inside is looked at: the largest that are read whole, in memory. Go programs end near 200 MiB. */
  executableBytes: 256 * MiB,
  /** ELF object files have a section per function, some 50,000; programs have below 100. */
  executableSections: 65_536,
  /** Of a section's name: those that are looked for have below 20, compilers write a function's name behind them. */
  sectionNameBytes: 256,
  /** As many CPUs as Apple's linker has ever known. */
  machoSlices: 32,
  /** Real Mach-O files have below 100 load commands. */
  machoCommands: 10_000,
  /** Compilers and linkers that one LC_BUILD_VERSION names: one in most files, three at most. */
  machoTools: 64,
  /** Parts of a code signature: a full one has some ten. */
  machoBlobs: 100,
  /** Smallest page of a CPU, and of a code signature; smaller ones would be millions of hashes. */
  machoPageBytes: 4096,
  /** Data in which a marker is looked for where no section names its place: variables with a value, below 10 MiB in real programs. */
  markerSearchBytes: 64 * MiB,
  /** Of one program; the version is a word, the list of the largest monorepo's modules some 300 KiB. */
  goVersionBytes: 1024,
  goModuleInfoBytes: 16 * MiB,
  /** Modules, and settings, that one program lists: 10 times the most seen. */
  goModules: 20_000,
  /** cargo-auditable's own readers stop at 8 MiB of JSON. */
  rustAuditBytes: 8 * MiB,
  /** Crates of one program: 10 times the most seen. */
  rustCrates: 20_000,
  /** Files in one .NET bundle: a self-contained program with every assembly of the framework has some 500. */
  dotnetBundleFiles: 65_536,
  /** Attributes of one assembly itself: below 100, one for each friend included. */
  dotnetAttributes: 2000,
  /** Their values together; several may name the same bytes. */
  dotnetAttributeBytes: 4 * MiB,
  /** Attributes of everything in one assembly: the framework's largest has some 30,000. Each is looked at. */
  dotnetAttributeRows: 1_000_000,
  /** Libraries in one deps.json: 10 times the most seen. */
  dotnetLibraries: 20_000,
  /** Members of one zip: the largest Java archives have some 70,000. */
  zipEntries: 1_000_000,
  /** One Java archive in memory; the largest fat jars are near 500 MiB. */
  javaArchiveBytes: 1 * GiB,
  /** All archives inside one file together, inflated: what they cost in time. */
  nestedBytes: 4 * GiB,
  /** Of these, what is inflated at once: one for each level of nesting. An archive that lies in another as it is costs nothing. */
  nestedLiveBytes: 1 * GiB,
  /** Manifests and Maven's descriptions in one file, three for each archive, and inflated: a large distribution has some 20 MiB. */
  javaDescriptions: 60_000,
  javaDescriptionBytes: 512 * MiB,
  /** An application server's distribution has some 1,500. */
  nestedArchives: 20_000,
  /** An ear with a war with jars makes three; shaded agents one more. */
  nestedDepth: 8,
  /** A manifest with a digest for every class has some 200,000. */
  manifestLines: 1_000_000,
  /** Characters of a manifest's Class-Path: real ones name some 400 jars. */
  manifestClassPath: 65_536,
  /** Archives that a class path leads to, one after the other; real programs have some 1,000. */
  classPathArchives: 100_000,
  /** Tags of a pom.xml; real ones have some 2,000. */
  pomTags: 100_000,
  pomDepth: 100,
  /** Licences of one pom.xml: real ones have at most five, with names of some 100 bytes. */
  pomLicences: 20,
  pomLicenceBytes: 4096,
  /** Program headers: compilers write some ten, a core dump one for each mapping. */
  elfSegments: 100_000,
  /** Entries of a dynamic section: the largest real ones have some 300 needed libraries. */
  elfDynamicEntries: 100_000,
  /** Symbol versions of one file: libstdc++ defines some 60, a large program needs some 500. */
  elfVersions: 10_000,
  /** Names of one dynamic section together, as text: any number of entries may name the same long string. Real ones have some 100 KiB. */
  elfNameBytes: 16 * MiB,
  /** Notes of one file. */
  elfNotes: 1000,
  /** Of a note's owner; those that are read have three letters. */
  elfNoteOwnerBytes: 64,
  /** Linkers write 16 to 32 bytes, and whatever they are told. */
  elfBuildIdBytes: 1024,
  /** Windows' loader stopped at 96 for long; linkers write below 30. Each address is looked up in all of them. */
  peSections: 1024,
  /** Libraries that one PE file imports: the largest programs have some 100. */
  peLibraries: 4096,
  /** Names and ordinals of all imported libraries together: the largest programs have some 3,000. */
  peImports: 100_000,
  /** Ordinals have 16 bits. */
  peExports: 65_536,
  /** Microsoft's compiler cuts decorated names at 4,096 characters. */
  peNameBytes: 4096,
  /** All names of one PE file, where the file itself is not smaller: the largest libraries have some 6 MiB. */
  peNamesBytes: 16 * MiB,
  /** Resources of one type: a version resource for each language of Windows makes some 40. */
  peResources: 256,
  /** Nodes of all version resources of one file: below 20 texts in each language. */
  peVersionNodes: 10_000,
  /** Signatures of one file, and their depth: a second algorithm is nested in the first, as deep as there are algorithms. */
  peSignatures: 16,
  nestedSignatures: 8,
  /** Elements in one element of a signature; sets of certificates and attributes have below 20. */
  derChildren: 10_000,
  /** An SBOM of some 6 MB, signed here; what a registry's users sign is below 16 MiB, mostly far. All of an image are in memory at once. */
  attestationBytes: 8 * MiB,
  /** All that lie beside one image. */
  carriedAttestationBytes: 32 * MiB,
  /** One that is given: the console takes it in one message of 4 MiB, as base64. */
  attestationMessageBytes: 2 * MiB,
  /** Envelopes have one, rarely two. */
  attestationSignatures: 16,
  /** A tree of 2^63 leaves has that many levels. */
  attestationProofHashes: 64,
  /** One image, or all files of a release. */
  attestationSubjects: 10_000,
  /** Three lines and the signatures of some witnesses. */
  checkpointChars: 64 * KiB,
  /** Elements of indefinite length in each other: five in Apple's signatures. */
  berDepth: 16,
  /** Object identifiers in use have below 20 bytes. */
  derOidBytes: 64,
  /** Real names have some 200 bytes; X.520 bounds each of their parts by below 200 characters. */
  distinguishedNameBytes: 16 * KiB,
  /** RFC 5280 allows 20, and asks readers for more. */
  certificateSerialBytes: 64,
  /** A chain has four, a time stamp's chain as many. */
  cmsCertificates: 64,
  cmsSigners: 16,
  /** SHA-512's is the longest digest in use. */
  digestBytes: 64,
  /** Libraries of one ld.so.cache: a full desktop has some 5,000. */
  cacheEntries: 1_000_000,
  /** Their names together, as text; several may name the same bytes. A full desktop's are 300 KiB. */
  cacheNameBytes: 32 * MiB,
  /** Needs of all files of one program together: the largest have some 3,000. */
  linkEdges: 100_000,
  /** JavaScript that is parsed, with 40 bytes of memory for each: TypeScript and other large bundles have 9 MiB. */
  scriptBytes: 10 * MiB,
  /** Levels of acorn's recursion, in units of at most 210 bytes of stack: half of what a main thread has. Real files stay below 1,000. */
  scriptDepth: 2400,
  /** Requests of one file: generated lists of modules have some 20,000. */
  requestsPerFile: 100_000,
  /** Values that a name may have where a request is made of it; a list in a loop has a few dozen. */
  foldedValues: 256,
  /** Expressions inside each other that are folded to a constant, names followed. */
  foldDepth: 64,
  /** Requests of all files of one program together: a large application has some 60,000. */
  codeEdges: 2_000_000,
  /** Places that are looked at for them, each once: some 10 for each request of a real application. */
  codeLookups: 10_000_000,
  /** Of these, what is kept at once; longer ones are looked up again. */
  codeLookupsKept: 200_000,
  /** Patterns in one `exports` or `imports` of package.json: real ones have some dozens. */
  packagePatterns: 4096,
  /** Lists and conditions inside each other in `exports` and `imports` of package.json: real ones nest four deep. */
  packageTargetDepth: 64,
  /** Lines of one configuration file: glibc's list of character sets has some 2,000. */
  configLines: 100_000,
  /** What one program may load by name while it runs: the character sets are some 250, plug-ins of a desktop some 500. */
  linkNotes: 10_000,
  /** Configuration that includes configuration; Linux-PAM itself goes 16 deep. */
  configIncludes: 16,
  /** A plug-in from outside is a module or a bundle, not a tree of packages. */
  pluginFiles: 1000,
  pluginBytes: 64 * MiB,
  /** os-release and its like are below 1 KiB. */
  releaseFileBytes: 64 * KiB,
  /** Enough to see what is wrong with a file; a hostile one is wrong in every line. */
  diagnosticsPerFile: 100,
  /** Records of one file that cannot be read, each of which costs an error: beyond that it is no such file. */
  badRecords: 100_000,
  /** What a diagnostic quotes of a file. */
  excerptBytes: 60,
  /** A file that is read again to show a proof is kept in the data folder's temporary files while it is looked at. */
  evidenceFileBytes: 8 * GiB,
  /** What is shown of a file at once: a screen holds some 10 KiB of text. */
  evidenceWindowBytes: 256 * KiB,
  /** Places of a gzip layer from which it can be read on: 32 KiB each. Beyond that they are farther apart. */
  checkpoints: 1024,
  /** What is inflated for one look at a file: between two such places there are some MiB, in layers of up to 64 GiB. */
  checkpointSpanBytes: 64 * MiB,
  /** A citation names one proof: a few hundred bytes, and a row that lies on many pages some KiB. */
  citationBytes: 1 * MiB,
  /** Counting lines reads the file from its start. */
  countedLinesBytes: 64 * MiB,
  /** An image archive that a browser sends: as large as one that is inflated. */
  uploadBytes: 256 * GiB,
  /** Scripts of images: what is kept of sources at all. */
  shellBytes: 1 * MiB,
  /** The shell parser recurses; real scripts nest below 30 brackets. */
  shellNesting: 200,
  /** Nested programs, sourced files and functions of a traced start (issue text: 64). */
  traceDepth: 64,
  /** Commands that a trace follows, repetitions of loops included: real entry points need some thousands. */
  traceSteps: 200_000,
  /** Ways through a script that are kept apart; more are merged, and values that differ become sets. */
  traceStates: 24,
  /** Values that a variable is known to have one of. */
  traceSetValues: 8,
  /** Turns of one loop; real start loops have below 100. */
  traceLoopTurns: 1000,
  /** Steps of the start of one container. */
  traceHops: 20_000,
  /** Text that a trace makes of one variable or output: programs take 128 KiB an argument (Linux MAX_ARG_STRLEN). */
  traceTextBytes: 128 * KiB,
  /** Python sources: the largest of 13,000 real ones, a table of policies, has 3.8 MiB. Nonsense takes the parser 10 µs a byte. */
  pythonBytes: 8 * MiB,
  /** `.pth` and `pyvenv.cfg` files: real ones are below 10 KiB. */
  pythonPathFileBytes: 1 * MiB,
  /** Requests of one Python source: the largest real ones make some 2,000. */
  pythonRequests: 20_000,
  /** Folders of `sys.path`: each is looked into for each module; real programs have some 20. */
  pythonPathEntries: 1000,
  /** Characters of a text that may name a module: real names are below 100. */
  pythonTextLength: 255,
  /** Expressions around a call that are looked at: real ones nest below 20. */
  pythonOperands: 200,
  /** First bytes that name a content kind. */
  magicBytes: 16,
  /** Reasons of incompleteness that one document lists; the rest is counted. A broken image can have one per file. */
  documentReasons: 1000,
  /** Characters of a version whose order is looked for: real ones are below 200, and some orders take the square of the length. */
  versionLength: 1024,
  /** Files that a diff lists; the rest is counted. Two unrelated images differ in every file, and one document holds the list. */
  diffFiles: 200_000,
  /** A file whose text is compared line by line; scripts and settings are far below. */
  diffTextBytes: 1 * MiB,
  /** Changed lines that are looked for in one text: work and memory grow with the square, here 4 MB. */
  diffTextEdits: 1000,
  /** Changed lines of one text that are listed. */
  diffTextLines: 2000,
  /** Values of one roaring bitmap. Ours number layers and entry points; a run of 65,536 values is 4 bytes, so size bounds nothing. */
  roaringValues: 4_000_000,
  /** Components, layers or entry points of a BOM-Index: 10 times the largest image that is measured. */
  bomIndexEntries: 500_000,
  chunkBytes: 256 * KiB,
  readAheadBytes: 2 * MiB,
} as const;
