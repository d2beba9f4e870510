package wireroom.ingest.format.warc;

/** The bytes do not go on as a record must; whoever reads them looks for the next one. */
final class Damage extends Exception {
    private static final long serialVersionUID = 1;

    Damage(String what) {
        super(what, null, false, false);
    }
}
