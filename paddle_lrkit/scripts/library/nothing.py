"""Functions and objects that have nothing to do with learning rates: loggers, writers, clocks, random numbers."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace


class Quiet(LibraryObject):
    """An object whose methods return nothing that matters, such as a logger."""

    def __init__(self, text: str) -> None:
        self.text = text

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        return Described(lambda arguments: None, name)

    def call(self, arguments: Arguments) -> Any:
        return None


def quiet(text: str) -> Quiet:
    """An object whose methods do nothing here."""
    return Quiet(text)


_LOGGERS = (
    "logging.getLogger logging.Logger logging.FileHandler logging.StreamHandler logging.Formatter "
    "logging.handlers.RotatingFileHandler logging.handlers.TimedRotatingFileHandler visualdl.LogWriter "
    "tensorboardX.SummaryWriter torch.utils.tensorboard.SummaryWriter loguru.logger colorlog.ColoredFormatter "
    "warnings.catch_warnings contextlib.redirect_stdout contextlib.redirect_stderr "
    "pprint.PrettyPrinter prettytable.PrettyTable rich.console.Console threading.Lock"
)
_NOTHING = (
    "logging.debug logging.info logging.warning logging.warn logging.error logging.critical logging.fatal "
    "logging.exception logging.log logging.basicConfig logging.disable logging.addLevelName "
    "warnings.warn warnings.filterwarnings warnings.simplefilter pprint.pprint time.sleep "
    "random.seed numpy.random.seed numpy.set_printoptions gc.collect gc.enable gc.disable "
    "os.makedirs os.mkdir os.remove os.rmdir os.removedirs os.chdir os.rename os.system os.putenv os.unsetenv "
    "shutil.rmtree shutil.copy shutil.copyfile shutil.copytree shutil.copy2 shutil.move "
    "json.dump yaml.dump yaml.safe_dump pickle.dump sys.stdout.flush sys.stderr.flush sys.stdout.write "
    "sys.stderr.write "
    "sys.setrecursionlimit signal.signal faulthandler.enable multiprocessing.set_start_method atexit.register "
    "matplotlib.use matplotlib.pyplot.plot matplotlib.pyplot.savefig matplotlib.pyplot.show matplotlib.pyplot.close "
    "matplotlib.pyplot.figure matplotlib.pyplot.legend matplotlib.pyplot.title matplotlib.pyplot.xlabel "
    "matplotlib.pyplot.ylabel matplotlib.pyplot.clf matplotlib.pyplot.grid cv2.setNumThreads "
    "wandb.init wandb.log wandb.watch wandb.finish mlflow.log_metric sys.path.append sys.path.insert"
)
for _path in _LOGGERS.split():
    describes(_path)(lambda arguments: Quiet(arguments.text))
for _path in _NOTHING.split():
    describes(_path)(lambda arguments: None)
for _level, _name in ((10, "DEBUG"), (20, "INFO"), (30, "WARNING"), (40, "ERROR"), (50, "CRITICAL"), (0, "NOTSET")):
    LIBRARY[f"logging.{_name}"] = _level
