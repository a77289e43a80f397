"""The words of the line: what they may not be made of, by the sentence they would break.

Names in the program are compared word for word, in any spelling (`riskLevel`, `risk-level`); a star
stands for any ending. Chinese is looked for anywhere in a label.
"""

import re

WORDS = {
    1: """
        risk* threat* suspect* suspicio* repeater repeaters repeat_petitioner* repeat_filer*
        key_person* key_people blacklist* black_list* watchlist* watch_list* watch watched
        score scores scored scoring profil* reputation credibility vexatious* querulous* nuisance
        troublemaker* trouble_maker* habitual petitioner_count petitioner_rank petitioner_label
        petitioner_flag petitioner_type petitioner_class petitioner_level person_count person_rank
        person_label person_flag person_type people persons petitioners
        national_id identity_number identity_card citizen_number social_security* id_number id_card
        nin ssn passport* photo_of_* face faces facial likeness biometric*
        """,
    2: """
        ip ips ip_addr ip_address remote_addr* network_address user_agent ua browser device*
        mac_address imei browser_fingerprint device_fingerprint geo* gps latitude longitude lat lng
        lon location located whereabouts position coordinates movement movements itinerary track*
        referer referrer license_plate licence_plate relative relatives family* spouse
        children_names parents_name kin employer employers workplace_name associates acquaintances
        """,
    3: """
        predict* forecast* early_warning intercept* dissuad* persuade persuaded divert* send_back
        sent_back returned_home stability* zero_complaints zero_cases zero_petitions fewest*
        complaint_quota quota cooling_off cooldown cool_down hold_until petitions_per_*
        complaints_per_* cases_per_head cases_per_capita cases_per_resident
        """,
    4: """
        ethnic* race racial nationality religi* faith belief creed politic* party_member* illness*
        diagnos* disease mental* psychiatr* hiv veteran* ex_servic* military* demobilised
        demobilized minority caste tribe sexual_* orientation
        """,
    5: """
        censor* surveil* wiretap* sentiment* sensitive_word* public_opinion opinion_watch takedown
        delete_post evidence_against violations_of_petitioner misconduct_of_*
        """,
    6: """
        detain* detention arrest* admonish* custody summons police_report police_record
        police_station
        """,
    7: """
        reprisal_dismissed reprisal_withheld reprisal_hidden reprisal_screened reprisal_suppressed
        retaliation_dismissed retaliation_withheld retaliation_hidden
        """,
    8: """
        notify_accused notify_the_accused tell_accused inform_accused notify_complained_of
        tell_complained_of inform_complained_of notify_respondent cc_respondent copy_to_respondent
        """,
}
CHINESE = {
    1: """
        风险 威胁等级 重点人 重点关注 重点对象 重复信访人 重复上访 老上访 老户 缠访 闹访
        黑名单 布控 画像 评分 打分 信用分 可疑 嫌疑 身份证 证件号 护照 照片 人脸 肖像 生物特征
        """,
    2: """
        IP 网络地址 设备 浏览器 指纹 定位 位置 行踪 轨迹 经纬度 经度 纬度 车牌 亲属 家属 家庭成员
        配偶 雇主 工作单位 社会关系 密切联系人
        """,
    3: """
        预测 预警 研判 拦截 截访 劝返 接返 稳控 维稳 息访 罢访 零上访 零信访 冷静期
        上访量排名 信访量排名
        """,
    4: """
        民族 种族 宗教 信仰 政治面貌 政治倾向 党员 退役 退伍 复员 军人 军转 疾病 病史 精神病
        诊断 籍贯
        """,
    5: "舆情 删帖 敏感词 屏蔽 取证 监控 违规上访 非访",
    6: "公安 警方 训诫 拘留 传唤 逮捕 出警",
    7: "隐瞒打击报复 搁置打击报复",
    8: "告知被投诉人 告知被信访人 抄送被投诉",
}
#: What a package is called that measures, locates, recognises or predicts people.
DEPENDENCIES = {
    1: "face dlib insightface deepface biometric fingerprint",
    2: """
        analytics segment mixpanel posthog matomo piwik amplitude plausible sentry newrelic datadog
        rollbar bugsnag honeybadger geoip maxmind geopy geocoder ip2location user-agents ua-parser
        device-detector telemetry
        """,
    3: """
        scikit sklearn xgboost lightgbm prophet statsmodels tensorflow torch transformers
        """,
    5: "sentiment textblob vader profanity censor opinion snownlp",
}
#: What names a person. Nothing is asked for, listed or looked up by it.
PERSON = {
    "name", "surname", "phone", "telephone", "mobile", "email", "address", "petitioner", "person",
    "who", "helper", "helper_name", "helper_relation", "username", "staff", "handler", "officer",
    "id_number", "photo",
}  # fmt: skip


def _any_of(words: str, ending: str) -> str:
    return "|".join(re.escape(word).replace(r"\*", ending) for word in words.split())


AS_WORD = {s: re.compile(rf"(?:^|_)(?:{_any_of(w, '[a-z0-9]*')})(?:_|$)") for s, w in WORDS.items()}
AS_SIGN = {s: re.compile(_any_of(words, "")) for s, words in CHINESE.items()}
AS_PACKAGE = {s: re.compile(rf"(^|[-_.])({_any_of(w, '')})") for s, w in DEPENDENCIES.items()}
