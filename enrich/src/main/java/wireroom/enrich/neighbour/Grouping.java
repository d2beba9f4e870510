package wireroom.enrich.neighbour;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups articles by a {@link Rule} so that the groups are a function of the set of articles, never of the order in
 * which they came.
 *
 * <p>Articles have a canonical order: the time they were first made, then the id. Each one is linked to the strongest
 * of its <em>earlier</em> neighbours, looked for among the {@code fan} nearest earlier articles under each of its keys;
 * it stands in the group with the greatest mean of its three strongest links there, when that is enough, or begins one. So an article never merges two groups that stood
 * before it, and a chain of links cannot run further than {@code span}. When an article arrives late, changes or goes,
 * only those later articles are looked at again that depend on it.
 *
 * <p>The members loaded must hold everything within {@code reach} of any member that is worked on; {@link Residence}
 * sees to it. Not thread-safe.
 */
final class Grouping {
    /** Links that speak for a group: the mean of a few is steadier than the strongest, and cannot be outnumbered. */
    private static final int STRONGEST = 3;

    private final Rule rule;
    private final long reach;
    private final long span;
    private final Residence residence;
    private final Map<String, Member> members = new HashMap<>();
    private final LongMap<Posting> postings = new LongMap<>();
    /** Who is linked to an article, by its id. */
    private final Map<String, Set<Member>> later = new HashMap<>();
    /** Members of a group, by the id of its root. */
    private final Map<String, TreeSet<Member>> groups = new HashMap<>();

    private long search;

    private final TreeSet<Member> unsettled = new TreeSet<>();
    /** Members whose links were touched since the last {@link #settle}, by id, with the links they had before. */
    private final Map<String, List<Link>> relinked = new LinkedHashMap<>();

    Grouping(Rule rule, Residence residence) {
        this.rule = rule;
        this.reach = rule.reach().toMillis();
        this.span = rule.span().toMillis();
        this.residence = residence;
    }

    long reach() {
        return reach;
    }

    long span() {
        return span;
    }

    /** Members loaded. */
    int size() {
        return members.size();
    }

    /** @return null when it is not loaded */
    Member member(String id) {
        return members.get(id);
    }

    /** Members of a group that are loaded, in canonical order; empty when there is none. */
    SortedSet<Member> group(String root) {
        return groups.getOrDefault(root, EMPTY);
    }

    private static final TreeSet<Member> EMPTY = new TreeSet<>();

    /** Brings back a member with what was found before. */
    void load(Traits traits, List<Link> links, Member.Place place) {
        Member member = new Member(traits, rule.keys(traits));
        member.place = place;
        members.put(member.id(), member);
        for (long key : member.keys) {
            posting(key).add(member);
        }
        for (Link link : links) {
            member.links.add(link);
            later.computeIfAbsent(link.getId(), id -> new HashSet<>()).add(member);
        }
        groups.computeIfAbsent(place.root(), id -> new TreeSet<>()).add(member);
    }

    /** Forgets a member without any consequence; {@link #load} brings it back. */
    void unload(String id) {
        Member member = members.remove(id);
        for (long key : member.keys) {
            removePosting(key, member);
        }
        unlinkAll(member);
        leave(member);
    }

    /** Adds an article that is not there; its links and those of later articles follow, the groups wait for {@link #settle}. */
    void add(Traits traits) {
        Member added = new Member(traits, rule.keys(traits));
        members.put(added.id(), added);
        groups.computeIfAbsent(added.place.root(), id -> new TreeSet<>()).add(added);
        Map<Member, Integer> affected = new TreeMap<>();
        Set<Member> pushedOut = new HashSet<>();
        int fan = rule.fan();
        for (long key : added.keys) {
            Posting posting = posting(key);
            int at = posting.add(added);
            int end = Math.min(posting.size(), at + 1 + fan);
            for (int i = at + 1; i < end && posting.at(i).time - added.time <= reach; i++) {
                Member member = posting.at(i);
                affected.merge(member, 1, Integer::sum);
                if (i > fan && linked(member, posting.at(i - fan - 1))) {
                    pushedOut.add(member);
                }
            }
        }
        relink(added);
        affected.forEach((member, meetings) -> {
            if (pushedOut.contains(member)) {
                relink(member);
            } else if (meetings >= needed(member, added)) {
                offer(member, added);
            }
        });
        unsettled.add(added);
    }

    /** Removes an article that is there. */
    void remove(String id) {
        Member removed = members.remove(id);
        Set<Member> affected = new TreeSet<>();
        int fan = rule.fan();
        for (long key : removed.keys) {
            Posting posting = posting(key);
            int at = posting.find(removed);
            int end = Math.min(posting.size(), at + 1 + fan);
            for (int i = at + 1; i < end && posting.at(i).time - removed.time <= reach; i++) {
                Member member = posting.at(i);
                // Only where a link goes or a place within the fan falls free can anything change.
                if (i > fan || linked(member, removed)) {
                    affected.add(member);
                }
            }
            removePosting(key, removed);
        }
        unlinkAll(removed);
        leave(removed);
        unsettled.remove(removed);
        relinked.remove(id);
        for (Member member : affected) {
            relink(member);
        }
    }

    /**
     * Lets every article find its group again whose links, or whose neighbours' groups, changed.
     *
     * @param before takes the place that each moved member had, when there is none yet
     * @return members whose links or place changed, by id
     */
    Map<String, Member> settle(Map<String, Member.Place> before) {
        Map<String, Member> changed = new LinkedHashMap<>();
        // An update goes and comes again, and so do the links to it: what is as it was need not be written.
        relinked.forEach((id, links) -> {
            Member member = members.get(id);
            if (!links.equals(member.links)) {
                changed.put(id, member);
            }
        });
        while (!unsettled.isEmpty()) {
            Member member = unsettled.pollFirst();
            residence.need(member.time - reach, member.time + reach);
            Member.Place place = choose(member);
            if (place.equals(member.place)) {
                continue;
            }
            boolean moved = !place.root().equals(member.place.root()) || place.time() != member.place.time();
            before.putIfAbsent(member.id(), member.place);
            changed.put(member.id(), member);
            leave(member);
            member.place = place;
            groups.computeIfAbsent(place.root(), id -> new TreeSet<>()).add(member);
            if (moved) {
                unsettled.addAll(later.getOrDefault(member.id(), Set.of()));
            }
        }
        relinked.clear();
        return changed;
    }

    private Member.Place choose(Member member) {
        List<Link> links = member.links;
        Member.Place best = null;
        float most = rule.least();
        for (int i = 0; i < links.size(); i++) {
            Member.Place place = members.get(links.get(i).getId()).place;
            if (member.time - place.time() > span) {
                continue;
            }
            // Links are in order of strength: the group's first three are its strongest.
            float sum = 0;
            int count = 0;
            boolean before = false;
            for (int j = 0; j < links.size() && count < STRONGEST; j++) {
                if (members.get(links.get(j).getId()).place.root().equals(place.root())) {
                    before |= j < i;
                    sum += links.get(j).getWeight();
                    count++;
                }
            }
            float mean = sum / count - (count == 1 ? rule.alone() : 0);
            if (!before && (mean > most || mean == most && (best == null || earlier(place, best)))) {
                best = place;
                most = mean;
            }
        }
        if (best == null) {
            return new Member.Place(member.id(), member.time, false);
        }
        String root = best.root();
        boolean exact = false;
        for (Link link : links) {
            exact |= link.getWeight() >= 1
                    && members.get(link.getId()).place.root().equals(root);
        }
        return new Member.Place(root, best.time(), exact);
    }

    private static boolean earlier(Member.Place one, Member.Place other) {
        return one.time() != other.time()
                ? one.time() < other.time()
                : one.root().compareTo(other.root()) < 0;
    }

    /** Finds all links of a member anew. */
    private void relink(Member member) {
        search++;
        List<Member> candidates = new ArrayList<>();
        int fan = rule.fan();
        for (long key : member.keys) {
            Posting posting = posting(key);
            int at = posting.find(member);
            for (int i = at - 1; i >= 0 && i >= at - fan && member.time - posting.at(i).time <= reach; i--) {
                Member candidate = posting.at(i);
                if (candidate.met != search) {
                    candidate.met = search;
                    candidate.meetings = 0;
                    candidates.add(candidate);
                }
                candidate.meetings++;
            }
        }
        List<Link> old = List.copyOf(member.links);
        unlinkAll(member);
        for (Member candidate : candidates) {
            if (candidate.meetings < needed(member, candidate)) {
                continue;
            }
            float weight = rule.weight(candidate.traits, member.traits);
            if (weight > 0) {
                insert(member, candidate, weight);
            }
        }
        if (!old.equals(member.links)) {
            unsettled.add(member);
            relinked.putIfAbsent(member.id(), old);
        }
    }

    private int needed(Member one, Member other) {
        return Math.min(rule.meetings(), Math.min(one.keys.length, other.keys.length));
    }

    private void offer(Member member, Member earlier) {
        float weight = rule.weight(earlier.traits, member.traits);
        if (weight <= 0) {
            return;
        }
        List<Link> old = List.copyOf(member.links);
        if (insert(member, earlier, weight)) {
            unsettled.add(member);
            relinked.putIfAbsent(member.id(), old);
        }
    }

    /** Keeps a link when it is among the strongest. */
    private boolean insert(Member member, Member earlier, float weight) {
        List<Link> links = member.links;
        int at = links.size();
        while (at > 0 && stronger(weight, earlier, links.get(at - 1))) {
            at--;
        }
        if (at == rule.links()) {
            return false;
        }
        links.add(at, new Link(earlier.id(), weight));
        later.computeIfAbsent(earlier.id(), id -> new HashSet<>()).add(member);
        if (links.size() > rule.links()) {
            forget(links.remove(links.size() - 1).getId(), member);
        }
        return true;
    }

    private boolean stronger(float weight, Member earlier, Link link) {
        if (weight != link.getWeight()) {
            return weight > link.getWeight();
        }
        return earlier.compareTo(members.get(link.getId())) < 0;
    }

    private static boolean linked(Member member, Member earlier) {
        for (Link link : member.links) {
            if (link.getId().equals(earlier.id())) {
                return true;
            }
        }
        return false;
    }

    private void unlinkAll(Member member) {
        for (Link link : member.links) {
            forget(link.getId(), member);
        }
        member.links.clear();
    }

    private void forget(String earlier, Member member) {
        Set<Member> linkers = later.get(earlier);
        linkers.remove(member);
        if (linkers.isEmpty()) {
            later.remove(earlier);
        }
    }

    private void leave(Member member) {
        TreeSet<Member> group = groups.get(member.place.root());
        group.remove(member);
        if (group.isEmpty()) {
            groups.remove(member.place.root());
        }
    }

    private Posting posting(long key) {
        Posting posting = postings.get(key);
        if (posting == null) {
            posting = new Posting();
            postings.put(key, posting);
        }
        return posting;
    }

    private void removePosting(long key, Member member) {
        Posting posting = posting(key);
        posting.remove(member);
        if (posting.size() == 0) {
            postings.remove(key);
        }
    }
}
