"""Pascal VOC files."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.boxes.voc import NAMES, Voc
from tests.train.data.boxes.samples import write_image


def obj(name, box, difficult=0):
    sides = "".join(f"<{tag}>{value}</{tag}>" for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True))
    return f"<object><name>{name}</name><difficult>{difficult}</difficult><bndbox>{sides}</bndbox></object>"


def write_voc(folder, *objects, name="000001"):
    write_image(folder / "JPEGImages" / f"{name}.jpg")
    xml = folder / "Annotations" / f"{name}.xml"
    xml.parent.mkdir(exist_ok=True)
    size = "<size><width>60</width><height>40</height><depth>3</depth></size>"
    xml.write_text(f"<annotation>{size}{''.join(objects)}</annotation>")
    (folder / "list.txt").write_text(f"{name}\n")
    return xml


def test_pixels_count_from_one_and_the_last_one_belongs_to_the_box(tmp_path):
    write_voc(tmp_path, obj("cat", (1, 1, 60, 40)), obj("dog", (11, 5, 20, 14)))
    data = Voc("list.txt", dataset_dir=str(tmp_path))
    assert data[0].boxes.tolist() == [[0, 0, 60, 40], [10, 4, 20, 14]]
    assert [data.names[label] for label in data[0].labels] == ["cat", "dog"]
    assert data.names == NAMES.split()


def test_difficult_objects_are_not_trained_on_and_are_crowds_in_the_ground_truth(tmp_path):
    write_voc(tmp_path, obj("cat", (1, 1, 10, 10)), obj("cat", (20, 20, 30, 30), difficult=1))
    data = Voc("list.txt", dataset_dir=str(tmp_path))
    assert len(data[0].boxes) == 1
    truth = data.ground_truth()
    assert [one["iscrowd"] for one in truth["annotations"]] == [0, 1]
    assert truth["annotations"][0]["bbox"] == [0, 0, 10, 10]
    assert truth["annotations"][0]["category_id"] == NAMES.split().index("cat") + 1


def test_a_list_of_pairs_and_own_labels(tmp_path):
    write_voc(tmp_path, obj("bolt", (1, 1, 10, 10)))
    (tmp_path / "list.txt").write_text("JPEGImages/000001.jpg Annotations/000001.xml\n")
    (tmp_path / "labels.txt").write_text("nut\nbolt\n")
    data = Voc("list.txt", dataset_dir=str(tmp_path), label_list="labels.txt")
    assert data[0].labels.tolist() == [1]


def test_sizes_with_a_point_and_lists_with_a_byte_order_mark_are_read(tmp_path):
    xml = write_voc(tmp_path, obj("bolt", (1, 1, 10, 10)))
    xml.write_text(xml.read_text().replace("<width>60<", "<width>60.0<"))
    for name, text in (("list.txt", "000001\n"), ("labels.txt", "bolt\n")):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    data = Voc("list.txt", dataset_dir=str(tmp_path), label_list="labels.txt")
    assert data.annotations[0].width == 60
    assert data[0].labels.tolist() == [0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("cat", "cta"), r"000001\.xml: .*unknown class 'cta'; did you mean 'cat'\?"),
        (lambda text: text.replace("<ymin>1</ymin>", ""), r"000001\.xml: .*has no <bndbox/ymin>"),
        (lambda text: text.replace("<ymin>1</ymin>", "<ymin>nan</ymin>"), r"000001\.xml: .*not finite"),
        (lambda text: text.replace("<width>60</width>", ""), r"000001\.xml: .*has no <size/width>"),
        (lambda text: text.replace("<width>60<", "<width>1e300<"), r"000001\.xml: .*the image is too large"),
        (lambda text: text.replace("<width>60<", "<width>0<"), r"000001\.xml: .*no area, its size is 0 x 40"),
        (lambda text: text.replace("<width>60<", "<width>inf<"), r"000001\.xml: not a VOC annotation"),
        (lambda text: text[:-5], r"000001\.xml: not a VOC annotation"),
    ],
)
def test_an_invalid_file_is_named(tmp_path, change, sentence):
    xml = write_voc(tmp_path, obj("cat", (1, 1, 10, 10)))
    xml.write_text(change(xml.read_text()))
    with pytest.raises(DataError, match=sentence) as caught:
        Voc("list.txt", dataset_dir=str(tmp_path))
    assert "\n" not in str(caught.value)


def test_missing_files_are_named(tmp_path):
    xml = write_voc(tmp_path, obj("cat", (1, 1, 10, 10)))
    (tmp_path / "JPEGImages" / "000001.jpg").unlink()
    with pytest.raises(DataError, match=r"image files that it names are missing, such as .*000001\.jpg"):
        Voc("list.txt", dataset_dir=str(tmp_path))
    xml.unlink()
    with pytest.raises(DataError, match=r"000001\.xml: the annotation file cannot be read"):
        Voc("list.txt", dataset_dir=str(tmp_path))
    with pytest.raises(DataError, match=r"none\.txt: the list cannot be read"):
        Voc("none.txt", dataset_dir=str(tmp_path))


def test_a_class_twice_and_a_line_of_three_are_refused(tmp_path):
    write_voc(tmp_path, obj("cat", (1, 1, 10, 10)))
    (tmp_path / "labels.txt").write_text("cat\ncat\n")
    with pytest.raises(ConfigError, match="twice"):
        Voc("list.txt", dataset_dir=str(tmp_path), label_list="labels.txt")
    (tmp_path / "list.txt").write_text("a b c\n")
    with pytest.raises(DataError, match="a line must have"):
        Voc("list.txt", dataset_dir=str(tmp_path))
