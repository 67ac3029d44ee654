import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a Java user would write. Works on one file, in slots that are asked for on the standard input by a line each: what to do, how many
 * times, in how many callers. Answers each with a line: the nanoseconds that passed.
 */
public final class Work {
    private static final int BLOCK = 4096;

    private static volatile long sink;

    private final Path path;
    private long[] offsets = {};
    private int[] indexes = {};
    private FileChannel channel;
    private AsynchronousFileChannel asynchronous;
    private MappedByteBuffer map;

    private Work(Path path) {
        this.path = path;
    }

    public static void main(String[] arguments) throws Exception {
        var work = new Work(Path.of(arguments[0]));
        var input = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        for (String line; (line = input.readLine()) != null; ) {
            var words = line.split(" ");
            var count = Integer.parseInt(words[1]);
            var callers = Integer.parseInt(words[2]);
            work.prepare(words[0]);
            var started = System.nanoTime();
            work.run(words[0], count, callers);
            System.out.println(System.nanoTime() - started);
        }
    }

    /** Opens what is not open; the file of an append is another one each time. */
    private void prepare(String what) throws IOException {
        switch (what) {
            case "read" -> {
                if (channel == null) {
                    channel = FileChannel.open(path, StandardOpenOption.READ);
                    shuffle(channel.size());
                }
            }
            case "read-async" -> {
                if (asynchronous == null) {
                    asynchronous = AsynchronousFileChannel.open(path, StandardOpenOption.READ);
                    shuffle(asynchronous.size());
                }
            }
            case "map-read", "map-chain" -> {
                if (map == null) {
                    channel = FileChannel.open(path, StandardOpenOption.READ);
                    map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                    map.order(ByteOrder.nativeOrder());
                    indexes = new Random(2).ints(16 * 1024, 0, map.capacity() / Long.BYTES).toArray();
                }
            }
            case "append" -> {
                if (channel != null) {
                    channel.close();
                }

                channel = FileChannel.open(path, StandardOpenOption.WRITE);
            }
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void run(String what, int count, int callers) throws Exception {
        switch (what) {
            case "read" -> read(count);
            case "read-async" -> readAsync(count, callers);
            case "map-read" -> readMap(count);
            case "map-chain" -> followMap(count);
            default -> append(count, callers);
        }
    }

    private void read(int count) throws IOException {
        var buffer = ByteBuffer.allocateDirect(BLOCK);
        for (var i = 0; i < count; i++) {
            buffer.clear();
            if (channel.read(buffer, offsets[i % offsets.length]) != BLOCK) {
                throw new IOException("A read was short.");
            }
        }
    }

    private void readAsync(int count, int callers) throws Exception {
        var ended = new CountDownLatch(callers);
        for (var caller = 0; caller < callers; caller++) {
            new Reader(caller, callers, count / callers + (caller < count % callers ? 1 : 0), ended).next();
        }

        ended.await();
    }

    private void readMap(int count) {
        var values = map;
        var order = indexes;
        var sum = 0L;
        for (var i = 0; i < count; i++) {
            sum += values.getLong(order[i & (order.length - 1)] * Long.BYTES);
        }

        sink = sum;
    }

    private void followMap(int count) {
        var values = map;
        var place = 0L;
        for (var i = 0; i < count; i++) {
            place = values.getLong((int) place);
        }

        sink = place;
    }

    private void append(int count, int callers) throws Exception {
        var position = new AtomicLong();
        var threads = new Thread[callers];
        var failures = new AtomicLong();
        for (var caller = 0; caller < callers; caller++) {
            var share = count / callers + (caller < count % callers ? 1 : 0);
            threads[caller] = new Thread(() -> {
                var record = ByteBuffer.allocateDirect(BLOCK);
                try {
                    for (var i = 0; i < share; i++) {
                        record.clear();
                        channel.write(record, position.getAndAdd(BLOCK));
                        channel.force(false);
                    }
                } catch (IOException exception) {
                    failures.incrementAndGet();
                }
            });
            threads[caller].start();
        }

        for (var thread : threads) {
            thread.join();
        }

        if (failures.get() != 0) {
            throw new IOException("An append failed.");
        }
    }

    private void shuffle(long size) {
        offsets = new long[(int) (size / BLOCK)];
        var random = new Random(1);
        for (var i = 0; i < offsets.length; i++) {
            var other = random.nextInt(i + 1);
            offsets[i] = offsets[other];
            offsets[other] = (long) i * BLOCK;
        }
    }

    /** One of the loops that read one block after another. */
    private final class Reader implements CompletionHandler<Integer, Void> {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        private final CountDownLatch ended;
        private final int step;
        private int place;
        private int left;

        Reader(int place, int step, int left, CountDownLatch ended) {
            this.place = place;
            this.step = step;
            this.left = left;
            this.ended = ended;
        }

        void next() {
            if (left-- == 0) {
                ended.countDown();
                return;
            }

            buffer.clear();
            asynchronous.read(buffer, offsets[place % offsets.length], null, this);
            place += step;
        }

        @Override
        public void completed(Integer count, Void attachment) {
            if (count != BLOCK) {
                failed(new IOException("A read was short."), attachment);
                return;
            }

            next();
        }

        @Override
        public void failed(Throwable exception, Void attachment) {
            exception.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
