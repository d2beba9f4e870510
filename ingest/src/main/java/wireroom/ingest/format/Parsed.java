package wireroom.ingest.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import wireroom.model.WireItem;

/** What became of a document that is known to be small: its items, and what of it was refused. */
public record Parsed(List<WireItem> items, List<Refusal> refusals) {
    public Parsed {
        items = List.copyOf(items);
        refusals = List.copyOf(refusals);
    }

    /** All that comes while something runs. */
    public static Parsed of(Consumer<ItemSink> parsing) {
        List<WireItem> items = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        parsing.accept(new ItemSink() {
            @Override
            public void item(WireItem item) {
                items.add(item);
            }

            @Override
            public void refusal(Refusal refusal) {
                refusals.add(refusal);
            }
        });
        return new Parsed(items, refusals);
    }
}
