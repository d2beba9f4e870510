package wireroom.enrich.neighbour;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import wireroom.model.Story;
import wireroom.model.StoryEvent;

/**
 * The articles of one language and their groups. All state is in the {@link NeighbourStore}; days of it come into memory
 * when they are needed and the least recently used ones go when there are too many, without any influence on the result.
 * Not thread-safe.
 */
final class Neighbourhood implements Residence {
    /** Members that a story event names at most, the earliest ones: keeps its record small however long the story runs. */
    static final int MEMBERS = 256;

    /** Members that are asked for their entities and counted as sources, the earliest ones: an event costs no more in a story of thousands. */
    private static final int MEMBERS_ASKED = 64;

    private static final long DAY = Duration.ofDays(1).toMillis();

    private final String language;
    private final NeighbourStore store;
    private final int capacity;
    private final Grouping copies;
    private final Grouping stories;
    private final Map<Long, Day> days = new HashMap<>();
    private long turn;

    /**
     * @param capacity articles kept in memory between two calls, unless one call alone needs more
     */
    Neighbourhood(String language, Rule duplicates, Rule stories, NeighbourStore store, int capacity) {
        this.language = language;
        this.store = store;
        this.capacity = capacity;
        this.copies = new Grouping(duplicates, this);
        this.stories = new Grouping(stories, this);
    }

    /** Articles in memory. */
    int size() {
        return stories.size();
    }

    /**
     * Takes an article in, replaces it, or lets it go.
     *
     * @return the article's placement first when it is present, those of other articles that changed, and what happened
     *     to stories
     */
    List<NeighbourChange> accept(Fingerprint print) {
        turn++;
        String id = print.getId();
        Long day = store.dayOf(id);
        if (day == null && !print.getPresent()) {
            return List.of();
        }
        Member.Place copyBefore = null;
        Member.Place storyBefore = null;
        if (day != null) {
            need(day * DAY, day * DAY);
            Member old = stories.member(id);
            copyBefore = copies.member(id).place;
            storyBefore = old.place;
            if (old.traits.fingerprint().equals(print)) {
                return List.of(placed(id));
            }
            needAround(old.time);
            copies.remove(id);
            stories.remove(id);
            days.get(day).ids.remove(id);
        }
        Long newDay = print.getPresent() ? dayOf(print.getFirstCreated().toEpochMilli()) : null;
        if (day != null && !day.equals(newDay)) {
            store.delete(day, id);
        }
        if (day != null && newDay == null) {
            store.forget(id);
        } else if (newDay != null && !newDay.equals(day)) {
            store.settle(newDay, id);
        }
        if (print.getPresent()) {
            Traits traits = new Traits(print);
            needAround(traits.time());
            copies.add(traits);
            stories.add(traits);
            days.get(dayOf(traits.time())).ids.add(id);
        }
        Map<String, Member.Place> copiesBefore = new HashMap<>();
        Map<String, Member.Place> storiesBefore = new HashMap<>();
        Set<String> changed = new TreeSet<>();
        changed.addAll(copies.settle(copiesBefore).keySet());
        changed.addAll(stories.settle(storiesBefore).keySet());
        changed.remove(id);
        copiesBefore.put(id, copyBefore);
        storiesBefore.put(id, storyBefore);

        List<NeighbourChange> out = new ArrayList<>();
        if (print.getPresent()) {
            write(id);
            out.add(placed(id));
        }
        for (String other : changed) {
            write(other);
            if (moved(copies, copiesBefore, other) || moved(stories, storiesBefore, other)) {
                out.add(placed(other));
            }
        }
        tell(storiesBefore, out);
        evict();
        return out;
    }

    private static boolean moved(Grouping grouping, Map<String, Member.Place> before, String id) {
        Member.Place old = before.get(id);
        Member.Place now = grouping.member(id).place;
        return old != null && !(old.root().equals(now.root()) && old.exact() == now.exact());
    }

    private NeighbourChange placed(String id) {
        Member.Place copy = copies.member(id).place;
        boolean first = copy.root().equals(id);
        return new NeighbourChange.Placed(Placement.newBuilder()
                .setId(id)
                .setLanguage(language)
                .setDuplicateOf(first ? null : copy.root())
                .setDuplicateKind(first ? null : copy.exact() ? CopyKind.EXACT : CopyKind.NEAR)
                .setStory(stories.member(id).place.root())
                .build());
    }

    // ---- what happened to stories ----

    private record Move(String id, String from, String to) {}

    private void tell(Map<String, Member.Place> before, List<NeighbourChange> out) {
        List<Move> moves = new ArrayList<>();
        Map<String, Long> roots = new TreeMap<>();
        before.forEach((id, from) -> {
            Member member = stories.member(id);
            Member.Place to = member == null ? null : member.place;
            if (!Objects.equals(from == null ? null : from.root(), to == null ? null : to.root())) {
                moves.add(new Move(id, from == null ? null : from.root(), to == null ? null : to.root()));
                if (from != null) {
                    roots.putIfAbsent(from.root(), from.time());
                }
                if (to != null) {
                    roots.put(to.root(), to.time());
                }
            }
        });
        if (moves.isEmpty()) {
            return;
        }
        moves.sort((one, other) -> one.id.compareTo(other.id));
        roots.forEach((root, time) -> need(time, time + stories.span()));
        Map<String, List<Move>> joined = new HashMap<>();
        Map<String, List<Move>> left = new HashMap<>();
        for (Move move : moves) {
            if (move.to != null) {
                joined.computeIfAbsent(move.to, root -> new ArrayList<>()).add(move);
            }
            if (move.from != null) {
                left.computeIfAbsent(move.from, root -> new ArrayList<>()).add(move);
            }
        }
        Set<String> old = new HashSet<>();
        for (String root : roots.keySet()) {
            int sizeBefore = stories.group(root).size()
                    - joined.getOrDefault(root, List.of()).size()
                    + left.getOrDefault(root, List.of()).size();
            if (sizeBefore > 0) {
                old.add(root);
            }
        }
        for (String root : roots.keySet()) {
            tell(root, joined.getOrDefault(root, List.of()), left.getOrDefault(root, List.of()), old, out);
        }
    }

    private void tell(String root, List<Move> joined, List<Move> left, Set<String> old, List<NeighbourChange> out) {
        Collection<Member> members = stories.group(root);
        if (members.isEmpty()) {
            Set<String> heirs = new TreeSet<>();
            left.stream().map(Move::to).filter(Objects::nonNull).forEach(heirs::add);
            out.add(story(root, StoryEvent.DISSOLVED, null, heirs));
            return;
        }
        Set<String> absorbed = new TreeSet<>();
        Set<String> parents = new TreeSet<>();
        for (Move move : joined) {
            if (move.from != null) {
                (stories.group(move.from).isEmpty() ? absorbed : parents).add(move.from);
            }
        }
        boolean born = !old.contains(root);
        if (!absorbed.isEmpty()) {
            out.add(story(root, StoryEvent.MERGED, null, absorbed));
        } else if (born) {
            out.add(story(root, StoryEvent.BORN, null, parents));
        }
        if (!born) {
            for (Move move : joined) {
                if (move.from == null || !absorbed.contains(move.from)) {
                    out.add(story(root, StoryEvent.JOINED, move.id, Set.of()));
                }
            }
        }
        Set<String> parts = new TreeSet<>();
        for (Move move : left) {
            if (move.to == null || old.contains(move.to)) {
                out.add(story(root, StoryEvent.LEFT, move.id, Set.of()));
            } else {
                parts.add(move.to);
            }
        }
        if (!parts.isEmpty()) {
            out.add(story(root, StoryEvent.SPLIT, null, parts));
        }
    }

    private NeighbourChange story(String root, StoryEvent event, String article, Set<String> others) {
        SortedSet<Member> members = stories.group(root);
        List<String> ids = new ArrayList<>();
        Map<String, Integer> entities = new HashMap<>();
        String title = null;
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        int sources = 0;
        int asked = 0;
        for (Member member : members) {
            Fingerprint print = member.traits.fingerprint();
            if (ids.isEmpty()) {
                title = print.getHeadline();
            }
            ids.add(member.id());
            begin = Math.min(begin, print.getEventTime().toEpochMilli());
            end = Math.max(end, print.getEventTime().toEpochMilli());
            if (asked < MEMBERS_ASKED) {
                asked++;
                if (copies.member(member.id()).place.root().equals(member.id())) {
                    sources++;
                }
                print.getEntities().forEach(entity -> entities.merge(entity, 1, Integer::sum));
            }
            if (ids.size() == MEMBERS) {
                break;
            }
        }
        if (!members.isEmpty()) {
            end = Math.max(
                    end, members.last().traits.fingerprint().getEventTime().toEpochMilli());
        }
        ids.sort(null);
        int half = asked / 2;
        List<String> shared = new ArrayList<>();
        entities.forEach((entity, times) -> {
            if (times > half) {
                shared.add(entity);
            }
        });
        shared.sort(null);
        return new NeighbourChange.Told(Story.newBuilder()
                .setId(root)
                .setEvent(event)
                .setMembers(ids)
                .setArticle(article)
                .setOthers(List.copyOf(others.size() <= MEMBERS ? others : firstOf(others)))
                .setTitle(title)
                .setEntities(shared)
                .setBegin(members.isEmpty() ? null : Instant.ofEpochMilli(begin))
                .setEnd(members.isEmpty() ? null : Instant.ofEpochMilli(end))
                .setSources(sources)
                .build());
    }

    private static Set<String> firstOf(Set<String> others) {
        Set<String> first = new LinkedHashSet<>();
        others.stream().limit(MEMBERS).forEach(first::add);
        return first;
    }

    // ---- what is in memory ----

    /** Ids of the articles of a day, and when they were last needed. */
    private static final class Day {
        private final Set<String> ids = new HashSet<>();
        private long turn;
    }

    private void needAround(long time) {
        long reach = Math.max(copies.reach(), stories.reach());
        need(time - reach, time + reach);
    }

    @Override
    public void need(long from, long to) {
        for (long day = dayOf(from); day <= dayOf(to); day++) {
            Day loaded = days.get(day);
            if (loaded == null) {
                loaded = load(day);
            }
            loaded.turn = turn;
        }
    }

    private Day load(long day) {
        Day loaded = new Day();
        days.put(day, loaded);
        store.read(day, neighbour -> {
            Traits traits = new Traits(NeighbourSerde.fingerprint(neighbour.getFingerprint()));
            load(copies, traits, neighbour.getCopies());
            load(stories, traits, neighbour.getStory());
            loaded.ids.add(traits.id());
        });
        return loaded;
    }

    private static void load(Grouping grouping, Traits traits, Membership membership) {
        grouping.load(
                traits,
                membership.getLinks(),
                new Member.Place(membership.getRoot(), membership.getRootTime(), membership.getExact()));
    }

    private void evict() {
        while (size() > capacity) {
            Map.Entry<Long, Day> oldest = null;
            for (Map.Entry<Long, Day> entry : days.entrySet()) {
                if (entry.getValue().turn < turn && (oldest == null || isOlder(entry, oldest))) {
                    oldest = entry;
                }
            }
            if (oldest == null) {
                return;
            }
            for (String id : oldest.getValue().ids) {
                copies.unload(id);
                stories.unload(id);
            }
            days.remove(oldest.getKey());
        }
    }

    private static boolean isOlder(Map.Entry<Long, Day> one, Map.Entry<Long, Day> other) {
        int byTurn = Long.compare(one.getValue().turn, other.getValue().turn);
        return byTurn != 0 ? byTurn < 0 : one.getKey() < other.getKey();
    }

    private void write(String id) {
        Member copy = copies.member(id);
        Member story = stories.member(id);
        store.write(
                dayOf(story.time),
                id,
                Neighbour.newBuilder()
                        .setFingerprint(NeighbourSerde.write(story.traits.fingerprint()))
                        .setCopies(membership(copy))
                        .setStory(membership(story))
                        .build());
    }

    private static Membership membership(Member member) {
        return Membership.newBuilder()
                .setRoot(member.place.root())
                .setRootTime(member.place.time())
                .setExact(member.place.exact())
                .setLinks(List.copyOf(member.links))
                .build();
    }

    private static long dayOf(long time) {
        return Math.floorDiv(time, DAY);
    }
}
