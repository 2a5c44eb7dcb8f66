import { defineText } from '@/app/text'

export const text = defineText(
  {
    title: '调度', order: '下达调运…', depots: '储备库', depot: '储备库', stock: '可调库存', realStock: '真实库存', unreadStock: '库存尚未读到', to: '运往', goods: '物资', state: '状态', at: '下达',
    states: { ordered: '已下达', departed: '在途', arrived: '到达', received: '已接收', cancelled: '已撤销' } as Record<string, string>,
    moves: { depart: '出库', arrive: '到达', receive: '接收…', cancel: '撤销' } as Record<string, string>,
    none: '尚无调运', noneNote: '下达后，地图上显示其路线与状态', need: '需求估算', spare: (n: string) => `富余 ${n}`, qty: '数量', submit: '下达', receiving: '登记接收', sent: '发出', counted: '实收', note: '备注', shortNote: '短少原因（必填）', short: (n: string, unit: string) => `少 ${n} ${unit}`, over: (n: string, unit: string) => `比发出多 ${n} ${unit}，请复核件数；多出的不在本单登记`, receivedOf: (n: string, less: string) => `实收 ${n}，少 ${less}`, formula: '算法：⌈人（户）数 × 每人（户）量 × 天数 × 损耗系数⌉ − 现有 − 在途',
  },
  {
    title: 'Dispatch', order: 'Order a shipment…', depots: 'Depots', depot: 'Depot', stock: 'Stock to give', realStock: 'real stock', unreadStock: 'stock not read yet', to: 'To', goods: 'Goods', state: 'State', at: 'Ordered',
    states: { ordered: 'ordered', departed: 'under way', arrived: 'arrived', received: 'received', cancelled: 'withdrawn' },
    moves: { depart: 'Depart', arrive: 'Arrive', receive: 'Receive…', cancel: 'Withdraw' },
    none: 'No shipments yet', noneNote: 'Their way and state appear on the map', need: 'Need, estimated', spare: (n) => `${n} to spare`, qty: 'Quantity', submit: 'Order', receiving: 'Note the receipt', sent: 'Sent', counted: 'Counted', note: 'Note', shortNote: 'Why less came (required)', short: (n, unit) => `${n} ${unit} short`, over: (n, unit) => `${n} ${unit} more than were sent: count again; a surplus is not noted here`, receivedOf: (n, less) => `${n} received, ${less} short`, formula: 'Formula: ⌈heads × per head × days × loss factor⌉ − on hand − in transit',
  },
)
