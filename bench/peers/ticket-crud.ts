import 'reflect-metadata';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import {
  Equals,
  IsEmail,
  IsIn,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, type Repository } from 'typeorm';

/*
 * What a good developer writes in an afternoon: a ticket desk with NestJS and TypeORM, validated input, one table, one row a ticket.
 * ADAPTER is `express` or `fastify`; WRITE is `save` (repo.save), `insert` (repo.insert), `plain` (one prepared INSERT through pg)
 * or `nothing` (validated, answered, forgotten).
 */

class Place {
  @IsLatitude()
  lat!: number;
  @IsLongitude()
  lon!: number;
  @IsOptional()
  @IsString()
  @Length(1, 200)
  address?: string;
}

class Reporter {
  @IsString()
  @Length(1, 100)
  name!: string;
  @IsEmail()
  email!: string;
}

class CreateTicket {
  @IsIn(['issue', 'suggestion', 'complaint'])
  type!: string;
  @IsString()
  @Length(1, 50)
  category!: string;
  @IsString()
  @Length(3, 200)
  subject!: string;
  @IsString()
  @Length(1, 5000)
  description!: string;
  @ValidateNested()
  @Type(() => Place)
  location!: Place;
  @ValidateNested()
  @Type(() => Reporter)
  reporter!: Reporter;
  @Equals(true)
  privacyAccepted!: true;
}

@Entity('tickets')
@Index(['status', 'createdAt'])
class Ticket {
  @PrimaryGeneratedColumn('uuid')
  id!: string;
  @Column('text', { default: 'submitted' })
  status!: string;
  @Column('text')
  type!: string;
  @Column('text')
  category!: string;
  @Column('text')
  subject!: string;
  @Column('text')
  description!: string;
  @Column('jsonb')
  location!: Place;
  @Column('jsonb')
  reporter!: Reporter;
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('DATABASE_URL is needed');
const pool = new Pool({ connectionString: url, max: 10 });

@Controller('tickets')
class TicketsController {
  constructor(@InjectRepository(Ticket) private readonly tickets: Repository<Ticket>) {}

  @Post()
  @HttpCode(201)
  async create(@Body() body: CreateTicket): Promise<{ id: string; status: string }> {
    if (process.env.WRITE === 'nothing') return { id: randomUUID(), status: body.type };
    if (process.env.WRITE === 'plain') {
      const { rows } = await pool.query<{ id: string }>({
        name: 'create',
        text: `INSERT INTO tickets (type, category, subject, description, location, reporter)
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        values: [body.type, body.category, body.subject, body.description, body.location, body.reporter],
      });
      return { id: rows[0]?.id ?? '', status: 'submitted' };
    }
    if (process.env.WRITE === 'insert') {
      const { identifiers } = await this.tickets.insert(body);
      return { id: String(identifiers[0]?.id), status: 'submitted' };
    }
    const { id, status } = await this.tickets.save(this.tickets.create(body));
    return { id, status };
  }

  @Get(':id')
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<Ticket> {
    const ticket = await this.tickets.findOneBy({ id });
    if (!ticket) throw new NotFoundException();
    return ticket;
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url,
      entities: [Ticket],
      synchronize: process.env.CREATE === 'true',
      poolSize: 10,
    }),
    TypeOrmModule.forFeature([Ticket]),
  ],
  controllers: [TicketsController],
})
class TicketsModule {}

async function main(): Promise<void> {
  const adapter = process.env.ADAPTER === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(TicketsModule, adapter, { logger: ['error'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  process.send?.({ url: await app.getUrl() });
  process.once('disconnect', () => process.exit(0));
}

void main();
