/** Two-character surnames: looked for first. */
export const COMPOUND_SURNAMES: readonly string[] =
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 宇文 长孙 端木 南宫 独孤 闻人 万俟 申屠 太史 呼延 轩辕 澹台 公冶 宗政 濮阳 淳于 单于 钟离 仲孙 鲜于 闾丘 司空 亓官 司寇 颛孙 子车 漆雕 公西 巫马 乐正 百里 东郭 南门 羊舌 微生 梁丘 左丘 西门 第五'.split(
    ' ',
  );

/**
 * One-character surnames: those of the census that cover nearly everybody, and those that are frequent around
 * Zaozhuang (褚, 孔, 种, 冉, 邵, 满, 渠, 甘, 龙, 殷, 秘, 生, 朱, 颜, 闵, 鲍, 徐).
 */
export const SURNAMES: ReadonlySet<string> = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由种秘渠生宓苌'.split(
    '',
  ),
);

/** How people spell their surname on the telephone. */
export const SPELLED_SURNAMES: ReadonlyMap<string, string> = new Map(
  '弓长张 木子李 耳东陈 双木林 口天吴 古月胡 言午许 立早章 三横王 三横一竖王 草头黄 大肚黄 走肖赵 卯金刘 文刀刘 干勾于 人则俞 人未余 双人徐 子小孙 十八子李 木易杨 关耳郑 口天吴 女子旁姚 禾火秋 双口吕 田力男 走之底迟 耳朵旁邵 言身寸谢 水工江 草字头苏 竹字头管 宝盖宋 单人旁何'
    .split(' ')
    .map((words) => [words, [...words].at(-1) ?? ''] as const),
);
