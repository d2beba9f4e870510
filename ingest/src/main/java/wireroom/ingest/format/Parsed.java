package wireroom.ingest.format;

import java.util.List;
import wireroom.model.WireItem;

/** What became of a document: its items, and what of it was refused. */
public record Parsed(List<WireItem> items, List<Refusal> refusals) {
    public Parsed {
        items = List.copyOf(items);
        refusals = List.copyOf(refusals);
    }

    /** Nothing but one refusal. */
    public static Parsed refused(Refusal refusal) {
        return new Parsed(List.of(), List.of(refusal));
    }
}
