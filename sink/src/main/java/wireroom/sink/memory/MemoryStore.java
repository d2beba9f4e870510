package wireroom.sink.memory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import wireroom.article.ArticleDigest;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.model.EmbargoKind;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.PubStatus;
import wireroom.model.Story;
import wireroom.sink.ArticleStore;
import wireroom.sink.Batch;
import wireroom.sink.Entry;

/**
 * Keeps everything in maps and applies entries one by one, in the plainest way: the reference that other stores are
 * compared with. Thread-safe; what it holds ends with the process.
 */
public final class MemoryStore implements ArticleStore {
    private record Key(String edition, String id) {}

    /** An emission, with its text as long as it may have one. */
    private record Kept(Article said, boolean text, boolean ledger) {
        boolean canceled() {
            return said.getStatus() == PubStatus.CANCELED;
        }

        boolean hadText() {
            return said.getHeadline() != null || said.getBody() != null || said.getSummary() != null;
        }

        Kept withoutText() {
            return new Kept(said, false, ledger);
        }

        Kept killed() {
            return new Kept(said, false, true);
        }
    }

    private record Told(Story story, long offset, boolean titled) {}

    /** A kill binds all that is not revived, and all that was received until it. */
    private record Killed(long offset, Instant until, boolean hadText, String editions, boolean acknowledged) {
        boolean binds(Article article) {
            return !article.getRevived() || !article.getReceivedAt().isAfter(until);
        }
    }

    private final Map<TopicPartition, Claim> positions = new HashMap<>();
    /** Emissions of each article; the last is the head. */
    private final Map<Key, TreeMap<Long, Kept>> articles = new HashMap<>();

    private final Map<Key, Told> stories = new HashMap<>();
    private final Map<Key, Map.Entry<Hold, Long>> holds = new HashMap<>();
    private final Map<String, Killed> kills = new TreeMap<>();
    private final Map<String, Map.Entry<Edition, Long>> editions = new TreeMap<>();
    private String current = wireroom.topics.Topics.FIRST_EDITION;

    @Override
    public synchronized Map<TopicPartition, Claim> claim(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Claim> claims = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Claim before = positions.getOrDefault(partition, new Claim(0, 0));
            Claim now = new Claim(before.position(), before.epoch() + 1);
            positions.put(partition, now);
            claims.put(partition, now);
        }
        return claims;
    }

    @Override
    public synchronized Written write(Batch batch) {
        boolean fits = true;
        boolean done = true;
        for (Map.Entry<TopicPartition, Batch.Span> e : batch.spans().entrySet()) {
            Claim claim = positions.get(e.getKey());
            Batch.Span span = e.getValue();
            if (claim == null || claim.epoch() != span.epoch()) {
                return new Written.Fenced(e.getKey() + " has another owner");
            }
            fits &= claim.position() == span.from();
            done &= claim.position() == span.to();
        }
        if (!fits) {
            return done ? new Written.AlreadyStored() : new Written.Fenced("positions have moved");
        }
        for (Entry entry : batch.entries()) {
            if (entry.id().getBytes(StandardCharsets.UTF_8).length > LONGEST_ID) {
                return new Written.Refused("id is longer than " + LONGEST_ID + " bytes");
            }
        }
        for (Entry entry : batch.entries()) {
            if (entry instanceof Entry.OfKill kill) {
                kill(kill.kill(), entry.place().offset());
            }
        }
        batch.entries().forEach(this::apply);
        batch.spans().forEach((partition, span) -> positions.put(partition, new Claim(span.to(), span.epoch())));
        return new Written.Stored();
    }

    private void apply(Entry entry) {
        long offset = entry.place().offset();
        switch (entry) {
            case Entry.OfArticle e -> article(new Key(e.edition(), e.id()), e.article());
            case Entry.OfStory e -> story(new Key(e.edition(), e.id()), e.story(), offset);
            case Entry.OfHold e -> {
                Key key = new Key(e.edition(), e.id());
                if (!holds.containsKey(key) || holds.get(key).getValue() < offset) {
                    holds.put(key, Map.entry(e.hold(), offset));
                }
            }
            case Entry.OfEdition e -> edition(e.edition(), offset);
            case Entry.OfKill e -> {
                // before all others, see write
            }
        }
    }

    private void article(Key key, Article article) {
        TreeMap<Long, Kept> emissions = articles.computeIfAbsent(key, k -> new TreeMap<>());
        long emission = article.getEmission();
        var before = emissions.lowerEntry(emission);
        boolean canceled = article.getStatus() == PubStatus.CANCELED;
        boolean blocked = before != null && before.getValue().canceled() && !article.getRevived() && !canceled;
        if (emissions.containsKey(emission) || blocked) {
            return;
        }
        boolean taken = emissions.tailMap(emission, false).values().stream().anyMatch(Kept::canceled);
        Kept kept = new Kept(article, !taken, false);
        Killed kill = kills.get(key.id());
        emissions.put(emission, kill != null && kill.binds(article) ? kept.killed() : kept);
        if (canceled) {
            emissions.headMap(emission).replaceAll((k, earlier) -> earlier.withoutText());
        }
    }

    private void story(Key key, Story story, long offset) {
        if (!stories.containsKey(key) || stories.get(key).offset() < offset) {
            boolean titled = !kills.containsKey(story.getId())
                    && story.getMembers().stream().noneMatch(kills::containsKey);
            stories.put(key, new Told(story, offset, titled));
        }
    }

    private void edition(Edition edition, long offset) {
        var before = editions.get(edition.getName());
        if (before != null && before.getValue() >= offset) {
            return;
        }
        editions.put(edition.getName(), Map.entry(edition, offset));
        current = editions.values().stream()
                .map(Map.Entry::getKey)
                .filter(e -> e.getPromotion() > 0)
                .max(java.util.Comparator.comparingLong(Edition::getPromotion))
                .map(Edition::getName)
                .orElse(current);
        if (edition.getState() == EditionState.DROPPED) {
            articles.keySet().removeIf(key -> key.edition().equals(edition.getName()));
            stories.keySet().removeIf(key -> key.edition().equals(edition.getName()));
            holds.keySet().removeIf(key -> key.edition().equals(edition.getName()));
        }
    }

    private void kill(Kill kill, long offset) {
        Killed before = kills.get(kill.getId());
        if (before == null || before.offset() < offset) {
            enter(kill.getId(), offset, kill.getReceivedAt(), false);
        }
    }

    private boolean enter(String id, long offset, Instant received, boolean acknowledged) {
        Killed before = kills.get(id);
        Instant until = before == null || before.until().isBefore(received) ? received : before.until();
        Killed kill = new Killed(offset, until, false, current, acknowledged);
        String of = editionsWithText(id, kill);
        takeText(id, kill);
        kills.put(id, new Killed(offset, until, !of.isEmpty(), of.isEmpty() ? current : of, acknowledged));
        return !of.isEmpty();
    }

    private String editionsWithText(String id, Killed kill) {
        TreeSet<String> found = new TreeSet<>();
        articles.forEach((key, emissions) -> {
            if (key.id().equals(id) && emissions.values().stream().anyMatch(e -> e.hadText() && kill.binds(e.said()))) {
                found.add(key.edition());
            }
        });
        return String.join(",", found);
    }

    private void takeText(String id, Killed kill) {
        articles.forEach((key, emissions) -> {
            if (key.id().equals(id)) {
                emissions.replaceAll((k, kept) -> kill.binds(kept.said()) ? kept.killed() : kept);
            }
        });
        stories.replaceAll(
                (key, told) -> key.id().equals(id) || told.story().getMembers().contains(id)
                        ? new Told(told.story(), told.offset(), false)
                        : told);
    }

    @Override
    public synchronized boolean erase(String id) {
        Killed before = kills.get(id);
        return before == null
                ? enter(id, -1, Instant.MAX, true)
                : enter(id, before.offset(), Instant.MAX, before.acknowledged());
    }

    @Override
    public synchronized Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> next = new HashMap<>();
        positions.forEach((partition, claim) -> next.put(partition, claim.position()));
        return next;
    }

    @Override
    public synchronized void rewind() {
        positions.replaceAll((partition, claim) -> new Claim(0, claim.epoch() + 1));
    }

    @Override
    public synchronized Digest digest(String edition) {
        ArticleDigest sum = new ArticleDigest();
        articles.forEach((key, emissions) -> {
            if (key.edition().equals(edition)) {
                sum.add(ArticleDigest.of(emissions.lastEntry().getValue().said()));
            }
        });
        return new Digest(sum.count(), sum.hex());
    }

    @Override
    public synchronized Optional<StoredArticle> article(String edition, String id) {
        return Optional.ofNullable(articles.get(new Key(edition, id)))
                .map(emissions -> stored(edition, emissions.lastEntry().getValue()));
    }

    @Override
    public synchronized List<StoredArticle> revisions(String edition, String id) {
        TreeMap<Long, Kept> emissions = articles.getOrDefault(new Key(edition, id), new TreeMap<>());
        List<StoredArticle> replaced = new ArrayList<>();
        if (!emissions.isEmpty()) {
            emissions.headMap(emissions.lastKey()).values().forEach(kept -> replaced.add(stored(edition, kept)));
        }
        return replaced;
    }

    private static StoredArticle stored(String edition, Kept kept) {
        Article said = kept.said();
        return new StoredArticle(
                edition,
                said.getId(),
                said.getEmission(),
                kept.ledger() ? PubStatus.CANCELED.name() : said.getStatus().name(),
                clean(said.getVersion()),
                kept.text() ? clean(said.getHeadline()) : null,
                kept.text() ? clean(said.getBody()) : null,
                said.getStory(),
                kept.hadText(),
                HexFormat.of().formatHex(ArticleDigest.of(said)));
    }

    private static String clean(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    @Override
    public synchronized Optional<StoredStory> story(String edition, String id) {
        return Optional.ofNullable(stories.get(new Key(edition, id)))
                .map(told -> new StoredStory(
                        edition,
                        id,
                        told.story().getEvent().name(),
                        told.story().getMembers(),
                        told.titled() ? clean(told.story().getTitle()) : null));
    }

    @Override
    public synchronized List<String> held(String edition) {
        return holds.entrySet().stream()
                .filter(e -> e.getKey().edition().equals(edition))
                .filter(e -> e.getValue().getKey().getEmbargo().getKind() != EmbargoKind.NONE)
                .map(e -> e.getKey().id())
                .sorted()
                .toList();
    }

    @Override
    public synchronized String currentEdition() {
        return current;
    }

    @Override
    public synchronized List<Erasure> unacknowledged() {
        return kills.entrySet().stream()
                .filter(e -> !e.getValue().acknowledged())
                .limit(1_000)
                .map(e -> new Erasure(
                        e.getKey(),
                        e.getValue().offset(),
                        e.getValue().hadText(),
                        e.getValue().editions()))
                .toList();
    }

    @Override
    public synchronized void acknowledged(Collection<Erasure> erasures) {
        for (Erasure erasure : erasures) {
            kills.computeIfPresent(
                    erasure.id(),
                    (id, killed) -> killed.offset() == erasure.offset()
                            ? new Killed(killed.offset(), killed.until(), killed.hadText(), killed.editions(), true)
                            : killed);
        }
    }

    @Override
    public void close() {
        // nothing to release
    }
}
