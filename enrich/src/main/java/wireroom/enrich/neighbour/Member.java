package wireroom.enrich.neighbour;

import java.util.ArrayList;
import java.util.List;

/** An article within a {@link Grouping}. Ordered canonically: by the time it was first made, then by id. */
final class Member implements Comparable<Member> {
    final Traits traits;
    final long time;
    final long[] keys;
    /** Strongest first; of equal ones the canonically earlier first. */
    final List<Link> links = new ArrayList<>(2);

    Place place;

    /** Number of the search that met this member last. */
    long met;

    /** Keys under which that search met it. */
    int meetings;

    Member(Traits traits, long[] keys) {
        this.traits = traits;
        this.time = traits.time();
        this.keys = keys;
        this.place = new Place(traits.id(), time, false);
    }

    String id() {
        return traits.id();
    }

    @Override
    public int compareTo(Member other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : traits.id().compareTo(other.traits.id());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Member member && compareTo(member) == 0;
    }

    @Override
    public int hashCode() {
        return traits.id().hashCode();
    }

    @Override
    public String toString() {
        return traits.id() + " in " + place;
    }

    /**
     * The group of a member.
     *
     * @param root id of its earliest member
     * @param time when that one was first made
     * @param exact whether the member is linked into it with full weight
     */
    record Place(String root, long time, boolean exact) {}
}
