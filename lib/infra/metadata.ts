// Metadata of a function's resource, by which the local world finds its source. Here without CDK, which it does not load.

/** Path of the source from the project root. */
export const entryMetadata = 'cureflow:entry';
/** The export that is the handler. */
export const handlerMetadata = 'cureflow:handler';
