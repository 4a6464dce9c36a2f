"""Whatever is kept and whatever changes: what is given is what would be made anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from layers.indexing.log import Mark
from tests.tiles.cache.world import ABROAD, GRIDS, ROADS, TOWN, tile
from tiles.cache import Memory, Recent, Touch
from tiles.cache.disk import Disk
from tiles.cache.shared import Kept
from tiles.matrix.span import Box

PLACES = st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(0, 7)).map(
    lambda place: (place[0], place[1] % 2 ** place[0], place[2] % 2 ** place[0])
)
BOXES = st.tuples(st.integers(-179, 170), st.integers(-179, 170), st.integers(0, 9), st.integers(0, 9)).map(
    lambda box: Box(box[0], box[1], box[0] + box[2], box[1] + box[3])
)
SOURCES = st.sampled_from([ROADS, TOWN, ABROAD])
STEPS = st.one_of(
    st.tuples(st.just("make"), SOURCES, PLACES, st.integers(0, 2)),
    st.tuples(
        st.just("change"),
        st.sampled_from(["road", "building", "water"]),
        st.one_of(st.none(), st.lists(BOXES, min_size=1, max_size=3)),
    ),
    st.tuples(st.just("read"), st.integers(0, 1)),
    st.tuples(st.just("die"), st.integers(0, 1)),
)


class Worker:
    """A worker that reads the log when it is told to."""

    def __init__(self, folder):
        self.memory, self.recent = Memory(10**6, GRIDS), Recent(GRIDS)
        self.disk = Disk(folder, 10**7, GRIDS)
        if not self.disk.applied():
            self.disk.clear(Mark(0, 0))
        self.recent.begin(self.disk.applied().seq)

    def read(self, log):
        new = [touch for touch in log if touch.seq > self.recent.seq]
        if new:
            self.recent.add(new, new[-1].seq)
            for touch in new:
                self.memory.drop(touch)
            self.disk.drop(new, Mark(new[-1].seq, 0))

    def keep(self, entry):
        if self.recent.vouches_for(entry):
            self.memory.put(entry)
        self.disk.put([Kept(entry, "identity")], self.recent)

    def given(self):
        """All that it would give away now."""
        yield from self.memory._entries.values()
        for source in (ROADS, TOWN, ABROAD):
            for z in range(4):
                for x in range(2**z):
                    for y in range(2**z):
                        entry = self.disk.get(source, tile(source, z, x, y).spot, "identity")
                        if entry and not self.recent.contradicts(entry):
                            yield entry


class City:
    """Two workers, and the change log."""

    def __init__(self, folder):
        self.folder, self.log = folder, []
        self.workers = [Worker(folder), Worker(folder)]

    def make(self, source, place, behind):
        entry = tile(source, *place, made_at=max(0, len(self.log) - behind))
        for worker in self.workers:
            worker.keep(entry)

    def change(self, table, boxes):
        self.log.append(Touch(len(self.log) + 1, table, boxes))

    def read(self, which):
        self.workers[which].read(self.log)

    def die(self, which):
        self.workers[which].disk.close()
        self.workers[which] = Worker(self.folder)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=20))
def test_two_workers_that_have_read_the_log_give_nothing_old(tmp_path_factory, steps):
    city = City(tmp_path_factory.mktemp("tiles"))
    for name, *arguments in steps:
        getattr(city, name)(*arguments)
    for worker in city.workers:
        worker.read(city.log)
    for worker in city.workers:
        assert not [entry for entry in worker.given() if _changed(entry, city.log)]
        worker.disk.close()


def _changed(entry, log):
    """Whether a change after the tile was made touches it, by the rule itself."""
    grid, (_, z, x, y) = GRIDS[entry.source.matrix], entry.spot
    return any(
        touch.seq > entry.made_at
        and touch.table in entry.source.tables
        and (touch.boxes is None or any(grid.span(box, z).has(x, y) for box in touch.boxes))
        for touch in log
    )
