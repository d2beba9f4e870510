/** Atom 1.0 and its tombstones: {@link wireroom.ingest.format.atom.AtomParser}. */
package wireroom.ingest.format.atom;
