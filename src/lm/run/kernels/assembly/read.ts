/**
 * Reads memory and does nearly nothing with it, in four places at once, as the hardware fetches ahead in each of them: what the memory gives a
 * thread at most, for the bench's roofline. @returns a sum of what it read.
 */
export function readAll(at: usize, bytes: usize): i32 {
  const quarter = (bytes >> 2) & ~15;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (const end = at + quarter; at < end; at += 16) {
    a = i32x4.add(a, v128.load(at));
    b = i32x4.add(b, v128.load(at + quarter));
    c = i32x4.add(c, v128.load(at + 2 * quarter));
    d = i32x4.add(d, v128.load(at + 3 * quarter));
  }
  const all = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 1) + i32x4.extract_lane(all, 2) + i32x4.extract_lane(all, 3);
}
