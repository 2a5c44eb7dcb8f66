"""Problems as people and programs read them: RFC 9457 documents with Chinese and English titles."""

from __future__ import annotations

from typing import Any, ClassVar


class Problem(Exception):
    """Base of every situation that ends a request with an explanation.

    Parameters
    ----------
    detail_zh, detail_en
        What happened in this case and what to do about it.
    pointer
        JSON pointer of the faulty input member, where there is one.
    extra
        Further members of the document, for example the current record of a conflict.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title_zh: ClassVar[str] = "系统内部错误"
    title_en: ClassVar[str] = "Internal error"

    def __init__(
        self,
        detail_zh: str = "",
        detail_en: str = "",
        *,
        pointer: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail_zh or self.title_zh)
        self.detail_zh = detail_zh
        self.detail_en = detail_en
        self.pointer = pointer
        self.extra = extra

    def document(self, number: str) -> dict[str, Any]:
        """Return the problem document; `number` is what the user reads to the help desk."""
        doc: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "status": self.status,
            "code": self.code,
            "title": self.title_zh,
            "title_en": self.title_en,
            "detail": self.detail_zh or self.title_zh,
            "detail_en": self.detail_en or self.title_en,
            "number": number,
        }
        if self.pointer is not None:
            doc["pointer"] = self.pointer
        return doc | self.extra


class Invalid(Problem):
    """The input breaks a rule; `faults` may list several."""

    status, code = 422, "invalid"
    title_zh, title_en = "填报内容有误", "The input is not valid"


class Unreadable(Problem):
    """The request body is not what it says it is."""

    status, code = 400, "unreadable"
    title_zh, title_en = "请求无法读取", "The request could not be read"


class Unauthenticated(Problem):
    """There is no valid session."""

    status, code = 401, "unauthenticated"
    title_zh, title_en = "请登录", "Please sign in"


class BadCredentials(Problem):
    """Account and password do not belong together; which of them is wrong is not said."""

    status, code = 401, "credentials"
    title_zh, title_en = "账号或密码不正确", "Account or password is not right"


class Locked(Problem):
    """Too many failed attempts; `retry_after` seconds until the next is looked at."""

    status, code = 429, "locked"
    title_zh, title_en = "连续失败次数过多，已暂时锁定", "Locked for a while after failed attempts"


class CodeWrong(Problem):
    """The one-time code is wrong or out of time."""

    status, code = 422, "code-wrong"
    title_zh, title_en = "动态口令不正确", "The one-time code is not right"


class CodeSpent(Problem):
    """The one-time code was used before; the next one comes within half a minute."""

    status, code = 422, "code-spent"
    title_zh, title_en = (
        "该动态口令已使用，请等待下一个",
        "This code was used already, wait for the next",
    )


class CsrfMissing(Problem):
    """A change came without the session's token, as from a page of another site."""

    status, code = 403, "csrf"
    title_zh, title_en = "缺少或不符的会话校验码", "The session's X-CSRF token is missing or wrong"


class SecondFactorNeeded(Problem):
    """The act needs a one-time code in this session; `enrol` when the person has none yet."""

    status, code = 403, "second-factor"
    title_zh, title_en = "须用动态口令确认", "A one-time code is required"


class PasswordChangeNeeded(Problem):
    """The password was given out by somebody else; until it is changed nothing else is allowed."""

    status, code = 403, "password-change"
    title_zh, title_en = "须先修改初始密码", "The initial password must be changed first"


class NoPost(Problem):
    """The person holds no post to act in: none was given, all ended, or one is not confirmed."""

    status, code = 403, "no-post"
    title_zh, title_en = "本账号现无岗位", "This account holds no post"


class Forbidden(Problem):
    """The post may not do this."""

    status, code = 403, "forbidden"
    title_zh, title_en = "本岗位无此权限", "This post may not do this"


class BadOrigin(Problem):
    """A page of another site tried to act."""

    status, code = 403, "origin"
    title_zh, title_en = "来源不被允许", "This origin is not allowed"


class NotFound(Problem):
    """Nothing visible under that identifier."""

    status, code = 404, "not-found"
    title_zh, title_en = "没有这条记录或无权查看", "No such record, or not visible to this post"


class Conflict(Problem):
    """The record's state does not allow the act; `current` holds what it is now."""

    status, code = 409, "conflict"
    title_zh, title_en = "当前状态不允许此操作", "The present state does not allow this"


class Stale(Problem):
    """Someone changed the record since it was read; `current` holds what it is now."""

    status, code = 412, "stale"
    title_zh, title_en = "记录已被他人更新", "The record has changed meanwhile"

    def __init__(self, *, current: Any) -> None:
        super().__init__(
            "请看过新内容后重新操作", "Look at what it is now, then act again", current=current
        )


class TooLarge(Problem):
    """The body exceeds the limit."""

    status, code = 413, "too-large"
    title_zh, title_en = "内容过大", "The content is too large"


class WrongMediaType(Problem):
    """The content is of a kind that is not taken here, or not what it says it is."""

    status, code = 415, "media-type"
    title_zh, title_en = "不支持的内容格式", "This kind of content is not accepted"


class CommandReused(Problem):
    """The same command id arrived with another body or address, or from another person."""

    status, code = 422, "command-reused"
    title_zh, title_en = "指令编号已用于其他内容", "This command id was used for something else"


class TooMany(Problem):
    """Too many attempts; `retry_after` seconds."""

    status, code = 429, "too-many"
    title_zh, title_en = "请求过于频繁", "Too many requests"


class Unavailable(Problem):
    """The database or another part cannot answer now."""

    status, code = 503, "unavailable"
    title_zh, title_en = "服务暂不可用，请稍后重试", "The service cannot answer now, please retry"
