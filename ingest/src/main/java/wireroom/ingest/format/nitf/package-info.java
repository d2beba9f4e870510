/** NITF 3.x: {@link wireroom.ingest.format.nitf.NitfParser}. */
package wireroom.ingest.format.nitf;
