package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import wireroom.model.RejectedItem;

/** A refusal, for people and for programs. */
final class RejectLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RejectLine() {}

    static String of(Console console, RejectedItem reject) {
        return console.red("rejected ") + reject.getOrigin() + ": " + reject.getCode() + ", " + reject.getDetail()
                + "; " + reject.getMend();
    }

    static ObjectNode json(RejectedItem reject) {
        return JSON.createObjectNode()
                .put("at", reject.getAt().toString())
                .put("step", reject.getStep())
                .put("origin", reject.getOrigin())
                .put("code", reject.getCode())
                .put("detail", reject.getDetail())
                .put("mend", reject.getMend())
                .put("sha256", reject.getSha256())
                .put("fingerprint", reject.getFingerprint());
    }
}
