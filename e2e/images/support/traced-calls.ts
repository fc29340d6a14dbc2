/** One system call that strace wrote down: what stands between the parentheses, and the result's first word. */
export type Call = Readonly<{ name: string; args: string; result: string }>;

/** Reads the log of `strace -f -o`; a call that was interrupted by another thread's stands in two lines. */
export function tracedCalls(log: string): Call[] {
  const unfinished = new Map<string, string>();
  return log.split('\n').flatMap((line): Call[] => {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (begun) {
      unfinished.set(thread, begun[1] ?? '');
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed ? `${unfinished.get(thread) ?? ''}${resumed[1]}` : rest;
    const [, name, args = '', result = ''] = /^(\w+)\((.*)\)\s+=\s+(\S+)/.exec(whole) ?? [];
    return name === undefined ? [] : [{ name, args, result }];
  });
}
