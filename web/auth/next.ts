/** Where to go after signing in: a page of the staff, never an address that somebody put into a link. */
export function nextPage(wish: string | null): string {
  return wish !== null && /^\/(desk|studio)(\/[\w-]{1,64}){0,4}$/.test(wish) ? wish : '/desk';
}
