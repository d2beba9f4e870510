package wireroom.enrich.neighbour;

import java.util.Arrays;

/** The members found under one key, in canonical order. */
final class Posting {
    private Member[] members = new Member[1];
    private int size;

    int size() {
        return size;
    }

    Member at(int i) {
        return members[i];
    }

    /** Place of a member, or the place where it belongs as {@code -place - 1}. */
    int find(Member member) {
        // In-order arrival is the rule: look at the end first.
        if (size > 0 && members[size - 1].compareTo(member) < 0) {
            return -size - 1;
        }
        return Arrays.binarySearch(members, 0, size, member);
    }

    /** Adds a member that is not here yet; returns its place. */
    int add(Member member) {
        int at = -find(member) - 1;
        if (size == members.length) {
            members = Arrays.copyOf(members, size + Math.max(1, size / 2));
        }
        System.arraycopy(members, at, members, at + 1, size - at);
        members[at] = member;
        size++;
        return at;
    }

    /** Removes a member that is here; returns the place it had. */
    int remove(Member member) {
        int at = find(member);
        System.arraycopy(members, at + 1, members, at, size - at - 1);
        members[--size] = null;
        return at;
    }
}
