"""TRL: `GRPOTrainer(environment_factory=DareEnvironment, train_dataset=dataset(), ...)`.

The trainer makes one environment a rollout and uses it again after `reset`. Its public methods are the model's tools,
so there is one. A rollout that has no reward for a reason of the server's gets None, which TRL leaves out of the mean.
"""

from dare_client import Client, Unscored


def rows(client=None):
    """One row a task: what a `datasets.Dataset` is made of."""
    return [{"prompt": task["messages"], "task": task["id"]} for task in (client or Client()).tasks()]


def dataset(client=None):
    from datasets import Dataset

    return Dataset.from_list(rows(client))


class DareEnvironment:
    def __init__(self):
        self._client = Client()
        self._episode = None
        self._failed = None
        self.last_score = None

    def reset(self, task=None, seed=0, **_):
        self._close()
        self._failed = self.last_score = None
        try:
            self._episode = self._client.open(task, seed)
        except Unscored as error:
            self._failed = error

    def python_executor(self, code: str, files_to_load: list[str] | None = None, files_to_save: list[str] | None = None) -> str:
        """
        Runs a Python 3 script in an isolated sandbox without network. Each call starts from nothing, except for the
        files that you name in files_to_load. prediction.csv must be saved by files_to_save to count.

        Args:
            code: A complete Python script. Print what you want to see.
            files_to_load: Names of files to place in the working directory before the script starts.
            files_to_save: Names of files to keep from the working directory after the script ends.

        Returns:
            The exit status, stdout and stderr.
        """
        if self._failed:
            return "The sandbox is not available."
        given = {"code": code, "files_to_load": files_to_load, "files_to_save": files_to_save}
        try:
            return self._episode.call({name: value for name, value in given.items() if value is not None})
        except Unscored as error:
            self._failed = error
            return "The sandbox is not available."

    def get_reward(self):
        if self._failed:
            return None
        try:
            self.last_score = self._episode.score()
        except Unscored as error:
            self._failed = error
            return None
        return self.last_score["reward"]

    def _close(self):
        if self._episode is None:
            return
        try:
            self._episode.close()
        except Unscored:
            pass  # It expires by itself.
        self._episode = None
