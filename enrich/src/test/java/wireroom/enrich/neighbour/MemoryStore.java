package wireroom.enrich.neighbour;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The reference: what the processor's stores do, in two maps. */
final class MemoryStore implements NeighbourStore {
    final Map<String, Long> days = new HashMap<>();
    final Map<Long, TreeMap<String, Neighbour>> neighbours = new HashMap<>();

    /** Articles that were written as they were kept already. */
    final Set<String> idle = new TreeSet<>();

    @Override
    public Long dayOf(String id) {
        return days.get(id);
    }

    @Override
    public void read(long day, Consumer<Neighbour> reader) {
        neighbours.getOrDefault(day, new TreeMap<>()).values().forEach(reader);
    }

    @Override
    public void write(long day, String id, Neighbour neighbour) {
        if (neighbour.equals(
                neighbours.computeIfAbsent(day, d -> new TreeMap<>()).put(id, neighbour))) {
            idle.add(id);
        }
    }

    @Override
    public void settle(long day, String id) {
        days.put(id, day);
    }

    @Override
    public void delete(long day, String id) {
        neighbours.get(day).remove(id);
    }

    @Override
    public void forget(String id) {
        days.remove(id);
    }
}
