package wireroom.app.conform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Orders in which documents can arrive, each a list of their numbers; the given one is first. */
final class Orders {
    /** Up to here all orders are tried: 120 of five. */
    static final int ALL_UP_TO = 5;

    /** Beyond, this many: drawn by a fixed seed, so that everybody tries the same. */
    static final int DRAWN = 120;

    private static final long SEED = 20_260_301;

    private Orders() {}

    /** Once each. */
    static List<List<Integer>> of(int documents) {
        List<Integer> given = IntStream.range(0, documents).boxed().toList();
        Set<List<Integer>> orders = new LinkedHashSet<>();
        orders.add(given);
        if (documents <= ALL_UP_TO) {
            permute(new ArrayList<>(given), 0, orders);
        } else {
            orders.add(given.reversed());
            SplittableRandom random = new SplittableRandom(SEED);
            while (orders.size() < DRAWN) {
                orders.add(shuffled(given, random));
            }
        }
        return List.copyOf(orders);
    }

    /** The same order with every document delivered twice, the second time at any place. */
    static List<Integer> repeated(List<Integer> order, int seed) {
        SplittableRandom random = new SplittableRandom(SEED + seed);
        List<Integer> twice = new ArrayList<>(order);
        for (Integer document : order) {
            twice.add(random.nextInt(twice.size() + 1), document);
        }
        return twice;
    }

    private static List<Integer> shuffled(List<Integer> given, SplittableRandom random) {
        List<Integer> order = new ArrayList<>(given);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, random.nextInt(i + 1));
        }
        return order;
    }

    private static void permute(List<Integer> order, int from, Set<List<Integer>> found) {
        if (from == order.size()) {
            found.add(List.copyOf(order));
            return;
        }
        for (int i = from; i < order.size(); i++) {
            Collections.swap(order, from, i);
            permute(order, from + 1, found);
            Collections.swap(order, from, i);
        }
    }
}
