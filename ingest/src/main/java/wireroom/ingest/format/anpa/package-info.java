/** ANPA 1312: {@link wireroom.ingest.format.anpa.AnpaParser}. */
package wireroom.ingest.format.anpa;
