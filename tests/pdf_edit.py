"""A PDF as its objects, unpacked by qpdf, to be changed and written again: what forgers do, with nothing but Python."""
import re
import subprocess

SHOW = re.compile(rb"\[(?:\([^)]*\)|[^\]])*\]\s*TJ")


class Pdf:
    def __init__(self, path):
        data = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], check=True, capture_output=True).stdout
        self.objects = {int(m[1]): m[2] for m in re.finditer(rb"\n(\d+) 0 obj\n(.*?)\nendobj", data, re.S)}
        trailer = data[data.rindex(b"trailer"):]
        self.root, self.info = (int(re.search(rb"/%s (\d+) 0 R" % key, trailer)[1]) for key in (b"Root", b"Info"))
        assert len(self.objects) == int(re.search(rb"/Size (\d+)", trailer)[1]) - 1
        self.trailer, self.head, self.tail, self.generations = b"", b"", b"", {}
        self.pages = list(self._kids(int(re.search(rb"/Pages (\d+) 0 R", self.objects[self.root])[1])))

    def _kids(self, number):
        kids = re.search(rb"/Kids \[(.*?)\]", self.objects[number], re.S)
        if not kids:
            yield number
        for kid in re.findall(rb"(\d+) 0 R", kids[1]) if kids else []:
            yield from self._kids(int(kid))

    def dictionary(self, number):
        return self.objects[number].split(b"stream\n", 1)[0]

    def stream(self, number):
        return self.objects[number].split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]

    def put_stream(self, number, data, entries=None):
        entries = re.sub(rb"/Length \d+ 0 R", b"", self.dictionary(number).strip()[2:-2]) if entries is None else entries
        entries = re.sub(rb"/Length \d+", b"", entries)
        self.objects[number] = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)

    def add(self, body):
        number = max(self.objects) + 1
        self.objects[number] = body
        return number

    def add_stream(self, data, entries=b""):
        number = self.add(b"")
        self.put_stream(number, data, entries)
        return number

    def set(self, number, key, value):
        """Gives a dictionary a key, instead of the one it may have."""
        self.unset(number, key)
        self.objects[number] = self.objects[number].replace(b"<<", b"<< /%s %s" % (key, value), 1)

    def unset(self, number, key):
        body, depth, at = self.objects[number], 0, 0
        while at < len(body):
            if body.startswith(b"<<", at) or body.startswith(b">>", at):
                depth += 1 if body[at:at + 1] == b"<" else -1
                at += 2
            elif depth == 1 and re.match(rb"/%s(?![A-Za-z0-9])" % key, body[at:at + 64]):
                self.objects[number] = body[:at] + body[self._value_end(body, at + 1 + len(key)):]
                return
            else:
                at += 1

    @staticmethod
    def _value_end(body, at):
        depth = 0
        while True:
            m = re.compile(rb"\s*(<<|>>|\[|\]|/?[^\s<>\[\]()/]+|<[^>]*>|\((?:\\.|[^\\)])*\)|/)").match(body, at)
            if depth == 0 and m[1] in (b">>", b"]"):
                return at
            depth += {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}.get(m[1], 0)
            at = m.end()
            reference = re.match(rb"\s+\d+\s+R", body[at:at + 16]) if m[1].isdigit() else None
            at += reference.end() if reference else 0
            if depth == 0:
                return at

    def contents(self, page):
        return self.stream(self._contents(page))

    def put_contents(self, page, data):
        self.put_stream(self._contents(page), data, b"")

    def _contents(self, page):
        return int(re.search(rb"/Contents (?:\[\s*)?(\d+) 0 R", self.objects[self.pages[page]])[1])

    def resource(self, page, kind, name, value):
        """Adds a resource to a page."""
        self.objects[self.pages[page]] = self._with_resource(self.objects[self.pages[page]], kind, name, value)

    def _with_resource(self, body, kind, name, value):
        reference = re.search(rb"/Resources (\d+) 0 R", body)
        if reference:
            number = int(reference[1])
            self.objects[number] = self._into(self.objects[number], kind, name, value)
            return body
        return self._into(body, kind, name, value, b"/Resources")

    @staticmethod
    def _into(body, kind, name, value, after=b""):
        at = body.index(after + b" <<") if after else 0
        found = re.compile(rb"/%s <<" % kind).search(body, at)
        entry = b"/%s %s " % (name, value)
        if found:
            return body[:found.end()] + b" " + entry + body[found.end():]
        at = body.index(b"<<", at) + 2
        return body[:at] + b" /%s << %s>>" % (kind, entry) + body[at:]

    def write(self, path):
        out, places = [self.head + b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"], {}
        size = len(out[0])
        for number in sorted(self.objects):
            places[number] = size
            out.append(b"%d %d obj\n%s\nendobj\n" % (number, self.generations.get(number, 0), self.objects[number]))
            size += len(out[-1])
        last = max(self.objects)
        table = b"".join(b"%010d %05d n \n" % (places[n], self.generations.get(n, 0)) if n in places else b"0000000000 65535 f \n" for n in range(1, last + 1))
        out.append(b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root %d 0 R /Info %d 0 R %s>>\nstartxref\n%d\n%%%%EOF\n%s" %
                   (last + 1, table, last + 1, self.root, self.info, self.trailer, size, self.tail))
        path.write_bytes(b"".join(out))
        return path

    def write_packed(self, states, dice):
        """The bytes of a PDF with a table that is a stream; objects of which there are several states lie in an object stream, each state there."""
        out, entries, last = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n", {}, max(self.objects)
        bodies = [(number, body) for number, both in states.items() for body in both]
        packed, table = last + 1, last + 2
        head, data = b"", b""
        for number, body in bodies:
            head += b"%d %d " % (number, len(data))
            data += body + b"\n"
        for number in sorted(states):
            entries[number] = (2, packed, dice.choice([i for i, (n, _) in enumerate(bodies) if n == number]))
        plain = {n: body for n, body in self.objects.items() if n not in states}
        plain[packed] = b"<< /Type /ObjStm /N %d /First %d /Length %d >>\nstream\n%s\nendstream" % (len(bodies), len(head), len(head + data), head + data)
        for number, body in plain.items():
            entries[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        entries[table] = (1, len(out), 0)
        rows = b"".join(bytes([kind]) + first.to_bytes(4, "big") + bytes([second]) for kind, first, second in
                        (entries.get(n, (0, 0, 0)) for n in range(table + 1)))
        return out + b"%d 0 obj\n<< /Type /XRef /Size %d /W [ 1 4 1 ] /Root %d 0 R /Info %d 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
            table, table + 1, self.root, self.info, len(rows), rows, len(out))


def place(contents, offset):
    """Where the text position is at an offset of a stream: what Td has added up since BT."""
    x = y = 0.0
    for m in re.finditer(rb"\bBT\b|(-?[\d.]+) (-?[\d.]+) Td", contents[:offset]):
        x, y = (x + float(m[1]), y + float(m[2])) if m[1] else (0.0, 0.0)
    return x, y


def font_at(contents, offset):
    """(name, size) of the font set at an offset."""
    name, size = re.findall(rb"/(F\d+) ([\d.]+) Tf", contents[:offset])[-1]
    return name, float(size)
