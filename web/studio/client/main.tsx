import { z } from 'zod';

// The page's policy lets no text become code, which is how schemas would be made faster: it is said before any is made.
z.config({ jitless: true });
void import('./start');
