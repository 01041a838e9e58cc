/*
 * Two bots, two agents, a supervisor, a lease and one provider share one conversation (R12). What is modelled is what the store
 * promises: a commit is one step that holds only on the version it was computed from, and a claim is one step that gives
 * out the first reply that is not ended. Everything between two steps may be overtaken by everybody else.
 *
 *   spin -a takeover.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan          0 errors
 *   spin -a -DNO_CAS takeover.pml ...                                       errors: whoever writes last wins
 *   spin -a -DNO_FENCE takeover.pml ...                                     errors: replies do not know their epoch
 */

#define BOT 0
#define QUEUE 3
#define ROWS 2
#define TAKEOVERS 2
#define SUPERVISOR 4
#define IS_AGENT(owner) (owner == 1 || owner == 2 || owner == SUPERVISOR)

/* The conversation's document. */
byte version = 0;
byte owner = BOT;
byte epoch = 1;
byte takenAt = 0;

/* Its replies, in the order in which they were said. */
#define NONE 0
#define PENDING 1
#define CLAIMED 2
#define ENDED 3
byte state[ROWS];
byte rowEpoch[ROWS];
bool byAgent[ROWS];                                 /* a person's words: no takeover recalls them */
byte rows = 0;

/* What only the watcher knows: how many takeovers there had been when a reply was said, and when it was claimed. */
byte takeovers = 0;
byte saidAfter[ROWS];
byte claimedAfter[ROWS];
byte onTheirWay = 0;

#ifdef NO_CAS
#define HOLDS(seen) true
#else
#define HOLDS(seen) (version == seen)
#endif

#ifdef NO_FENCE
#define MAY_LEAVE(row) true
#else
#define MAY_LEAVE(row) (byAgent[row] || rowEpoch[row] >= takenAt)
#endif

/* A turn of the bot: load, think, commit. It writes back the pen it read, as a whole document does. */
proctype Bot() {
  byte seen, seenOwner, seenEpoch, seenTaken;
end:
  do
  :: atomic {
       rows < ROWS && !IS_AGENT(owner) ->
       seen = version; seenOwner = owner; seenEpoch = epoch; seenTaken = takenAt
     };
     d_step {
       if
       :: HOLDS(seen) && rows < ROWS ->
          assert(!IS_AGENT(owner));                 /* I4: no bot speaks beside an agent */
          version++; owner = seenOwner; epoch = seenEpoch; takenAt = seenTaken;
          state[rows] = PENDING; rowEpoch[rows] = seenEpoch; saidAfter[rows] = takeovers; rows++
       :: else -> skip                              /* conflict: the turn is run again, which is another turn */
       fi;
       seen = 0; seenOwner = 0; seenEpoch = 0; seenTaken = 0
     }
  od
}

/* An agent takes, and may hand back. Who comes second is refused. */
proctype Agent(byte me) {
  byte seen, seenOwner, seenEpoch;
end:
  do
  :: atomic {
       (owner == me) || (!IS_AGENT(owner) && takeovers < TAKEOVERS) ->
       seen = version; seenOwner = owner; seenEpoch = epoch
     };
     d_step {
       if
       :: HOLDS(seen) && seenOwner != me && takeovers < TAKEOVERS ->
          assert(!IS_AGENT(owner));                 /* I6: nobody takes what another holds */
          version++; owner = me; epoch = seenEpoch + 1; takenAt = epoch; takeovers++
       :: HOLDS(seen) && seenOwner == me ->
          assert(owner == me);                      /* I3: only its holder gives the pen back */
          version++; owner = BOT; epoch = seenEpoch + 1
       :: HOLDS(seen) && seenOwner == me && rows < ROWS ->
          assert(owner == me);                      /* I3: only its holder writes to the customer */
          version++; state[rows] = PENDING; byAgent[rows] = true; saidAfter[rows] = takeovers; rows++
       :: else -> skip
       fi;
       seen = 0; seenOwner = 0; seenEpoch = 0
     }
  od
}

/* A supervisor takes it from an agent. */
proctype Supervisor() {
  byte seen, seenEpoch;
end:
  do
  :: atomic { IS_AGENT(owner) && owner != SUPERVISOR && takeovers < TAKEOVERS -> seen = version; seenEpoch = epoch };
     d_step {
       if
       :: HOLDS(seen) && takeovers < TAKEOVERS ->
          assert(IS_AGENT(owner) && owner != SUPERVISOR);   /* what was seen is what is taken */
          version++; owner = SUPERVISOR; epoch = seenEpoch + 1; takenAt = epoch; takeovers++
       :: else -> skip
       fi;
       seen = 0; seenEpoch = 0
     }
  od
}

/* A silent agent's lease ends: to the queue, never to the bot (I7). */
proctype Lease() {
  byte seen, seenEpoch;
end:
  do
  :: atomic { IS_AGENT(owner) -> seen = version; seenEpoch = epoch };
     d_step {
       if
       :: HOLDS(seen) -> version++; owner = QUEUE; epoch = seenEpoch + 1
       :: else -> skip
       fi;
       seen = 0; seenEpoch = 0
     }
  od
}

/* The first reply that is not ended. */
inline findFirst(row) {
  row = 0;
  do
  :: row < ROWS && state[row] == ENDED -> row++
  :: else -> break
  od
}

/* Claims, looks at the pen, hands over, settles; or dies with the claim, which then comes back. */
proctype Worker() {
  byte row;
  bool leaves;
end:
  do
  :: d_step {
       findFirst(row);
       if
       :: row < ROWS && state[row] == PENDING ->
          state[row] = CLAIMED; claimedAfter[row] = takeovers; onTheirWay++;
          assert(onTheirWay <= 1)                   /* I2: at most one is on its way */
       :: else -> row = ROWS
       fi
     };
     if
     :: row < ROWS ->
        leaves = MAY_LEAVE(row);                    /* read after the claim */
        d_step {
          if
          :: leaves -> assert(byAgent[row] || claimedAfter[row] == saidAfter[row])   /* I1: none of the bot's said before a takeover leaves after it */
          :: else -> assert(!byAgent[row])          /* what a person said is never withheld */
          fi;
          state[row] = ENDED; onTheirWay--; leaves = false; row = 0
        }
     :: row < ROWS -> d_step { state[row] = PENDING; onTheirWay--; row = 0 }   /* it died; the lease ran out */
     :: row == ROWS -> row = 0
     fi
  od
}

init {
  atomic {
    run Bot(); run Bot();
    run Agent(1); run Agent(2);
    run Supervisor();
    run Lease();
    run Worker(); run Worker()
  }
}
