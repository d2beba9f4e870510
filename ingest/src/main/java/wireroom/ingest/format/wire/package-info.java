/** What the teleprinter formats IPTC 7901 and ANPA 1312 share: messages between control characters, times, lines. */
package wireroom.ingest.format.wire;
