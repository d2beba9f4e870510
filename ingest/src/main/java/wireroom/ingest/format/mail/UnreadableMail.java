package wireroom.ingest.format.mail;

import wireroom.outcome.RejectCode;

/** A message that cannot be taken apart; caught where it is refused. */
final class UnreadableMail extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;
    private final String rule;
    private final String mend;

    UnreadableMail(RejectCode code, String rule, String detail, String mend) {
        super(detail);
        this.code = code;
        this.rule = rule;
        this.mend = mend;
    }

    RejectCode code() {
        return code;
    }

    String rule() {
        return rule;
    }

    String mend() {
        return mend;
    }
}
