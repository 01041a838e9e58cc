/**
 * Whether what a worker took for a limited time is still its own. A process may stand still at any moment (stopped,
 * swapped out, its machine frozen) and go on when another has taken its work over, so a request carries the question with
 * it, and it is asked again in the very moment in which the first byte would leave.
 *
 * It goes from hand to hand with what the request is made for, and so no further: what serves others besides, as a token
 * that is fetched or a timer that is set on the way, carries none.
 */
export type IsHeld = () => boolean;
