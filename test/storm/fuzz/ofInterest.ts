/** What reads what strangers send, up to the routes. */
const EDGE =
  /\/(bot\/(server|httpEdge|rawBody)|adapters\/channels\/webchat\/(activityRoutes|conversationRoutes|tokenRoutes|callers|echo|json|multipart|parse|readActivity|upgrade|watermark)|adapters\/channels\/whatsapp\/inbound\/(form|inbound|inboundContent|inbox|signature|status|webhook))\.js$/;

/** What decides and speaks. */
const REDUCER =
  /\/(machines\/(advance|fastForward|handoff|navigate|record|transitions|walk|exits)|dialogs\/((?!leadCaptureDialog)\w+|fields\/\w+)|bot\/(understand|decide|commands|moves|speak|commit|bankAnswer|intake|turn|cardNumbers))\.js$/;

export function isOfInterest(file: string): boolean {
  return EDGE.test(file) || REDUCER.test(file);
}

export function isOfTheEdge(file: string): boolean {
  return EDGE.test(file);
}
