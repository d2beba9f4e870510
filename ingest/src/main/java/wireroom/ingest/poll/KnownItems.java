package wireroom.ingest.poll;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Refusal;
import wireroom.model.AltId;
import wireroom.model.WireItem;

/**
 * What a feed has brought so far: tells news from what is known, proves by overlap that nothing was missed, and notices
 * when known items come under new guids. Immutable.
 */
final class KnownItems {
    /** Nothing yet. */
    static final KnownItems NONE = new KnownItems(Map.of(), Set.of());

    /** 48 bits tell links and titles of one feed apart; 64 the contents. */
    private static final int SHORT = 12;

    private static final int CONTENT = 16;
    private static final char BETWEEN = '\u001f';
    /** Refusals remembered, so that a broken item is not refused anew at every poll. */
    private static final int REFUSALS = 200;
    /** Fewer items than this under new guids may be chance. */
    private static final int LEAST_RENAMED = 3;

    private static final double SHARE_RENAMED = 0.6;

    /** The oldest first. */
    private final Map<String, Item> items;

    private final Set<String> refusals;

    /**
     * An item that is known.
     *
     * @param alias the guid under which it was published, when it came under another one since; else blank
     */
    private record Item(String link, String title, String content, String alias) {
        static Item of(WireItem item, String alias) {
            return new Item(
                    digest(item.getLink()),
                    digest(item.getHeadline()),
                    item.getRaw().getSha256().substring(0, CONTENT),
                    alias);
        }

        private static String digest(String text) {
            return text == null || text.isBlank() ? "" : Items.sha256(text).substring(0, SHORT);
        }
    }

    private KnownItems(Map<String, Item> items, Set<String> refusals) {
        this.items = items;
        this.refusals = refusals;
    }

    /**
     * What a document brings beside what is known.
     *
     * @param items to be published: new, or changed
     * @param refusals to be published
     * @param known what is known after they were
     * @param fresh items with a guid that was not known, renamed ones not counted
     * @param overlap something in it was known, so nothing between it and the last document was missed
     * @param renamed known items that came under new guids, and are held back
     */
    record News(
            List<WireItem> items, List<Refusal> refusals, KnownItems known, int fresh, boolean overlap, int renamed) {}

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean has(WireItem item) {
        return items.containsKey(item.getUri());
    }

    /**
     * Compares a document, all its pages together, with what is known.
     *
     * @param remembered so many items are remembered, or as many as the document has
     */
    News news(List<WireItem> document, List<Refusal> refused, int remembered) {
        Map<String, String> renamed = renamed(document);
        Map<String, Item> after = new LinkedHashMap<>(items);
        List<WireItem> publish = new ArrayList<>();
        int fresh = 0;
        boolean overlap = false;
        // Feeds begin with the newest; the last one here is the last to be forgotten.
        for (WireItem item : document.reversed()) {
            String guid = item.getUri();
            Item known = items.get(guid);
            String old = renamed.get(guid);
            overlap |= known != null || old != null;
            if (old != null) {
                after.remove(old);
                after.put(guid, Item.of(item, old));
                continue;
            }
            String alias = known == null ? "" : known.alias();
            Item now = Item.of(item, alias);
            if (known == null || !known.content().equals(now.content())) {
                publish.add(alias.isEmpty() ? item : under(alias, item));
            }
            if (known == null && !after.containsKey(guid)) {
                fresh++;
            }
            after.remove(guid);
            after.put(guid, now);
        }
        int most = Math.max(remembered, document.size());
        var oldest = after.keySet().iterator();
        for (int over = after.size() - most; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
        List<Refusal> refuse = new ArrayList<>();
        Set<String> digests = new HashSet<>();
        for (Refusal refusal : refused) {
            String digest = Items.sha256(refusal.bytes()).substring(0, CONTENT);
            if (!refusals.contains(digest) && !digests.contains(digest)) {
                refuse.add(refusal);
            }
            if (digests.size() < REFUSALS) {
                digests.add(digest);
            }
        }
        return new News(
                publish.reversed(), refuse, new KnownItems(after, digests), fresh, overlap, held(document, after));
    }

    private static int held(List<WireItem> document, Map<String, Item> after) {
        int held = 0;
        for (WireItem item : document) {
            Item now = after.get(item.getUri());
            held += now != null && !now.alias().isEmpty() ? 1 : 0;
        }
        return held;
    }

    /** New guid to old, when most of the document came under new guids; else nothing. */
    private Map<String, String> renamed(List<WireItem> document) {
        if (items.isEmpty()) {
            return Map.of();
        }
        Set<String> present = new HashSet<>();
        document.forEach(item -> present.add(item.getUri()));
        Map<String, String> byLink = new HashMap<>();
        Map<String, String> byTitle = new HashMap<>();
        items.forEach((guid, item) -> {
            if (!present.contains(guid)) {
                if (!item.link().isEmpty()) {
                    byLink.put(item.link(), guid);
                }
                if (!item.title().isEmpty()) {
                    byTitle.put(item.title(), guid);
                }
            }
        });
        Map<String, String> renamed = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (WireItem item : document) {
            if (items.containsKey(item.getUri())) {
                continue;
            }
            Item now = Item.of(item, "");
            String old = byLink.get(now.link());
            old = old == null ? byTitle.get(now.title()) : old;
            if (old != null && taken.add(old)) {
                Item was = items.get(old);
                renamed.put(item.getUri(), was.alias().isEmpty() ? old : was.alias());
            }
        }
        return renamed.size() >= LEAST_RENAMED && renamed.size() > SHARE_RENAMED * present.size() ? renamed : Map.of();
    }

    /** The item as a revision of the article that it was before the guids changed. */
    private static WireItem under(String alias, WireItem item) {
        List<AltId> ids = new ArrayList<>(item.getAltIds());
        ids.add(new AltId("guid", item.getUri()));
        return WireItem.newBuilder(item).setUri(alias).setAltIds(ids).build();
    }

    /** The fields of its cursor. */
    Map<String, String> fields() {
        StringBuilder all = new StringBuilder(items.size() * 100);
        items.forEach((guid, item) -> all.append(guid)
                .append(BETWEEN)
                .append(item.link())
                .append(BETWEEN)
                .append(item.title())
                .append(BETWEEN)
                .append(item.content())
                .append(BETWEEN)
                .append(item.alias())
                .append('\n'));
        return Map.of(
                "items",
                all.toString(),
                "refusals",
                String.join(",", refusals.stream().sorted().toList()));
    }

    static KnownItems of(Map<String, String> fields) {
        Map<String, Item> items = new LinkedHashMap<>();
        for (String line : fields.getOrDefault("items", "").split("\n")) {
            String[] parts = line.split(String.valueOf(BETWEEN), -1);
            if (parts.length == 5) {
                items.put(parts[0], new Item(parts[1], parts[2], parts[3], parts[4]));
            }
        }
        String refusals = fields.getOrDefault("refusals", "");
        return new KnownItems(items, refusals.isEmpty() ? Set.of() : Set.of(refusals.split(",")));
    }
}
